/** Where a tape ends (SSC-4 §4.2, §6.8) and where there is none: early warning, the end of the partition, write protection, no cartridge. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import {
  acknowledgeAttentions,
  emptyLun,
  expectGood,
  LabUnderTest,
  positionOf,
  protectedLun,
  shelf,
  smallCartridge,
} from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const KiB = 1024;
const { capacityBytes, earlyWarningBytes } = smallCartridge;
const endOfPartition = 0x0002;
const earlyWarning = { key: 0, code: endOfPartition, endOfMedium: true, information: 0 };
const volumeOverflow = { key: 0x0d, code: endOfPartition, endOfMedium: true };

const write = (initiator: Initiator, length: number, seed = 0) => initiator.command(cdb.write6(length), { write: pattern(length, seed) });

/** Writes blocks until the drive says that the end is near; gives how many there are then. */
async function writeToEarlyWarning(initiator: Initiator, length: number): Promise<number> {
  for (let count = 1; ; count++) {
    const { status, sense, residual } = await write(initiator, length, count);
    expect(residual).toBe(0);
    if (status === 0) continue;
    expect(sense).toMatchObject(earlyWarning);
    return count;
  }
}

describe('early warning (SSC-4 §6.8)', () => {
  it('comes where it is set, with all data taken, and with every write from there on', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    const count = await writeToEarlyWarning(initiator, 16 * KiB);
    const begins = capacityBytes - earlyWarningBytes;
    expect(count * 16 * KiB).toBeGreaterThanOrEqual(begins);
    expect((count - 1) * 16 * KiB).toBeLessThanOrEqual(begins);
    expect((await positionOf(initiator)).end).toBe(true);

    expect(await write(initiator, 16 * KiB, count + 1)).toMatchObject({ status: 2, residual: 0, sense: earlyWarning });
    expect(await initiator.command(cdb.writeFilemarks(1))).toMatchObject({ status: 2, sense: earlyWarning });

    await expectGood(initiator, [cdb.rewind()]);
    for (let block = 1; block <= count + 1; block++) {
      const { status, data } = await initiator.command(cdb.read6(16 * KiB), { read: 16 * KiB });
      expect({ status, same: Buffer.compare(data, pattern(16 * KiB, block)) }).toEqual({ status: 0, same: 0 });
    }
  });

  it('is over when the tape is written from its beginning again', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    await writeToEarlyWarning(initiator, 64 * KiB);
    await expectGood(initiator, [cdb.rewind()]);
    expect(await write(initiator, 64 * KiB)).toMatchObject({ status: 0, sense: undefined });
    expect((await positionOf(initiator)).end).toBe(false);
  });

  it('counts the blocks of a fixed transfer as taken', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    await expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(4 * KiB) }]);
    const all = pattern(200 * 4 * KiB);
    expect(await initiator.command(cdb.write6(200, { fixed: true }), { write: all })).toMatchObject({
      status: 2,
      residual: 0,
      sense: earlyWarning,
    });
    expect((await positionOf(initiator)).object).toBe(200);
  });
});

describe('the end of the partition (SSC-4 §6.8)', () => {
  it('takes no block that does not fit, and says what it did not take', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    let written = 0;
    for (;;) {
      const { status, sense } = await write(initiator, 64 * KiB, written);
      if (status === 2 && sense?.key === volumeOverflow.key) {
        expect(sense).toMatchObject({ ...volumeOverflow, information: 64 * KiB });
        break;
      }
      written += 1;
      expect(written * 64 * KiB).toBeLessThanOrEqual(capacityBytes);
    }
    expect(written).toBe(capacityBytes / (64 * KiB));
    expect((await positionOf(initiator)).object).toBe(written);
    await expectGood(initiator, [cdb.rewind()]);
    for (let block = 0; block < written; block++) {
      const { status, data } = await initiator.command(cdb.read6(64 * KiB), { read: 64 * KiB });
      expect({ status, same: Buffer.compare(data, pattern(64 * KiB, block)) }).toEqual({ status: 0, same: 0 });
    }
    expect((await initiator.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8 });
  });

  it('takes of a fixed transfer the blocks that fit, and counts the others', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    await expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(64 * KiB) }]);
    const fit = capacityBytes / (64 * KiB);
    const answer = await initiator.command(cdb.write6(fit + 4, { fixed: true }), { write: pattern((fit + 4) * 64 * KiB) });
    expect(answer).toMatchObject({ status: 2, sense: { ...volumeOverflow, information: 4 } });
    expect((await positionOf(initiator)).object).toBe(fit);
  });
});

describe('a write-protected cartridge (SSC-4 §4.2)', () => {
  it.each([
    ['WRITE(6)', cdb.write6(512), { write: pattern(512) }],
    ['WRITE FILEMARKS(6)', cdb.writeFilemarks(1), {}],
    ['ERASE(6)', cdb.erase(), {}],
  ])('takes no %s', async (_, bytes, options) => {
    const initiator = await lab.attach({ targetName: shelf, lun: protectedLun });
    const answer = await initiator.command(bytes, { lun: protectedLun, ...options });
    expect(answer).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
  });

  it('says so in MODE SENSE, and can be read', async () => {
    const initiator = await lab.attach({ targetName: shelf, lun: protectedLun });
    const { data } = await initiator.command(cdb.modeSense6(0x10), { read: 255, lun: protectedLun });
    expect(data[2]! & 0x80).toBe(0x80);
    expect(await initiator.command(cdb.read6(512), { read: 512, lun: protectedLun })).toMatchObject({ sense: { key: 8, code: 0x0005 } });
    await expectGood(initiator, [cdb.rewind(), { lun: protectedLun }]);
  });
});

describe('a drive without a cartridge (SSC-4 §4.2)', () => {
  const lun = emptyLun;
  const mediumNotPresent = { key: 2, code: 0x3a00 };

  it.each([
    ['TEST UNIT READY', cdb.testUnitReady()],
    ['REWIND', cdb.rewind()],
    ['READ(6)', cdb.read6(0)],
    ['WRITE(6)', cdb.write6(0)],
    ['WRITE FILEMARKS(6)', cdb.writeFilemarks(0)],
    ['SPACE(6)', cdb.space(cdb.spaceBy.blocks, 1)],
    ['LOCATE(10)', cdb.locate10(0)],
    ['READ POSITION', cdb.readPosition()],
    ['ERASE(6)', cdb.erase()],
    ['LOAD UNLOAD', cdb.loadUnload(true)],
  ])('answers %s with NOT READY', async (_, bytes) => {
    const initiator = await lab.attach({ targetName: shelf, lun });
    expect(await initiator.command(bytes, { lun })).toMatchObject({ status: 2, sense: mediumNotPresent });
  });

  it.each([
    ['INQUIRY', cdb.inquiry()],
    ['READ BLOCK LIMITS', cdb.readBlockLimits()],
    ['MODE SENSE(6)', cdb.modeSense6(0x3f)],
    ['REPORT LUNS', cdb.reportLuns()],
    ['LOG SENSE', cdb.logSense(0)],
  ])('serves %s all the same', async (_, bytes) => {
    const initiator = await lab.attach({ targetName: shelf, lun });
    expect((await initiator.command(bytes, { read: 4096, lun })).status).toBe(0);
  });

  it('tells REQUEST SENSE why, as data (SPC-4 §6.39)', async () => {
    const initiator = await lab.attach({ targetName: shelf, lun });
    const { status, data } = await initiator.command(cdb.requestSense(), { read: 252, lun });
    expect({ status, key: data[2]! & 0x0f, code: Buffer.from(data).readUInt16BE(12) }).toEqual({ status: 0, ...mediumNotPresent });
  });
});

describe('LOAD UNLOAD and PREVENT ALLOW MEDIUM REMOVAL (SSC-4 §7.3, SSC-5 §7.3)', () => {
  it('unload and load again: the tape is at its beginning', async () => {
    const initiator = await lab.attachToBlank();
    await expectGood(initiator, [cdb.write6(512), { write: pattern(512) }], [cdb.loadUnload(false)]);
    expect((await initiator.command(cdb.testUnitReady())).sense).toMatchObject({ key: 2 });
    await expectGood(initiator, [cdb.loadUnload(true)]);
    await acknowledgeAttentions(initiator);
    expect(await positionOf(initiator)).toMatchObject({ object: 0, beginning: true });
    expect((await initiator.command(cdb.read6(512), { read: 512 })).status).toBe(0);
  });

  it('prevented, it stays, for hosts and for the operator, until allowed again', async () => {
    const initiator = await lab.attach();
    await expectGood(initiator, [cdb.preventAllow(1)]);
    expect(await initiator.command(cdb.loadUnload(false))).toMatchObject({ status: 2, sense: { key: 5, code: 0x5302 } });
    await expect(lab.operator['drive.eject']({ drive: 'tape' })).rejects.toMatchObject({ code: 'removal-prevented' });
    await expect(lab.operator['drive.unload']({ drive: 'tape' })).rejects.toMatchObject({ code: 'removal-prevented' });
    await expectGood(initiator, [cdb.testUnitReady()], [cdb.preventAllow(0)], [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
  });

  it('prevented, it is unloaded all the same when the operator insists', async () => {
    const initiator = await lab.attach();
    await expectGood(initiator, [cdb.preventAllow(1)]);
    expect(await lab.operator['drive.unload']({ drive: 'tape', force: true })).toMatchObject({ loaded: false });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 2, code: 0x3a00 } });
    await expectGood(initiator, [cdb.preventAllow(0)], [cdb.loadUnload(true)]);
  });

  it('is allowed again when the nexus that prevented it is gone', async () => {
    const first = await lab.attach();
    await expectGood(first, [cdb.preventAllow(1)]);
    await first.logOut();
    const second = await lab.attach();
    await expectGood(second, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
  });
});
