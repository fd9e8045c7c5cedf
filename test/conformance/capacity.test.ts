/**
 * The end of the medium (SSC-4 §4.2): what a host is told it can write is what it can write, whoever asks and however: log pages 31h, 17h and 0Ch,
 * the attributes of the cartridge's memory, early warning, and the last block that fits.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { attribute, blankDrive, exchange, logPage, placeOf, selectPage, startDrives } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const capacityBytes = 16 * MiB;
const earlyWarningBytes = 4 * MiB;
const ends = { capacityBytes, earlyWarningBytes };
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives(
    {
      drive: { cartridge: { barcode: 'CAP001L8', ...ends } },
      structure: { cartridge: { barcode: 'CAP002L8', ...ends, discardsData: true } },
      divided: { cartridge: { barcode: 'CAP003L8', ...ends, earlyWarningBytes: MiB, partitions: [10 * MiB, 6 * MiB] } },
      compressing: { cartridge: { barcode: 'CAP004L8', ...ends }, more: "compression: '2:1'" },
      dds: { model: 'hp-c5683a', cartridge: { barcode: 'CAP005', mediumType: 'dds-4', ...ends } },
    },
    { cartridges: [{ barcode: 'CAP006L8', ...ends }] },
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const earlyWarning = { key: 0, code: 0x0002, endOfMedium: true, information: 0 };
const programmableEarlyWarning = { key: 0, code: 0x0007 };
const volumeOverflow = { key: 0x0d, code: 0x0002, endOfMedium: true };
const write = (host: Initiator, length: number, seed = 0) => host.command(cdb.write6(length), { write: pattern(length, seed) });

/** Blocks of this length until the tape is full: how many there are, and how many came with early warning. */
async function fill(host: Initiator, length: number): Promise<{ blocks: number; warned: number }> {
  const data = pattern(length);
  let warned = 0;
  for (let blocks = 0; ; blocks++) {
    const { status, sense } = await host.command(cdb.write6(length), { write: data });
    if (status === 0) {
      expect(warned, 'early warning comes with every write behind it').toBe(0);
      continue;
    }
    if (sense?.key !== volumeOverflow.key) {
      expect(sense).toMatchObject(earlyWarning);
      warned += 1;
      continue;
    }
    expect(sense).toMatchObject({ ...volumeOverflow, information: length });
    return { blocks, warned };
  }
}

/** What a host is told of a partition in 2²⁰ bytes, by log page 31h and by the attributes 0000h and 0001h. */
async function told(host: Initiator, partition = 0) {
  const log = await logPage(host, 0x31);
  const number = (bytes: Buffer | undefined): number =>
    Number(bytes?.readUIntBE(bytes.length > 6 ? bytes.length - 6 : 0, Math.min(6, bytes.length)));
  return {
    log: { remaining: number(log.get(0x0001 + partition)), maximum: number(log.get(0x0003 + partition)) },
    memory: { remaining: number(await attribute(host, 0x0000, partition)), maximum: number(await attribute(host, 0x0001, partition)) },
  };
}
/** The log counts up to early warning, which is as far as a host is asked to write; the memory has what the partition holds in all. */
const everywhere = (remaining: number, maximum: number, warningZone = earlyWarningBytes / MiB) => ({
  log: { remaining: Math.max(0, remaining - warningZone), maximum: maximum - warningZone },
  memory: { remaining, maximum },
});

describe('what is told and what fits', () => {
  it('is the same at the beginning, on the way, and at the end', async () => {
    const host = await blankDrive(lab, 'drive');
    expect(await told(host)).toEqual(everywhere(16, 16));
    for (let count = 0; count < 4; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
    expect(await told(host)).toEqual(everywhere(12, 16));
    const { blocks, warned } = await fill(host, 64 * KiB);
    expect(4 * MiB + blocks * 64 * KiB).toBe(capacityBytes);
    // The write that reaches the zone is told as well, and all of it has been taken.
    expect(warned * 64 * KiB).toBeGreaterThanOrEqual(earlyWarningBytes);
    expect(warned * 64 * KiB).toBeLessThanOrEqual(earlyWarningBytes + 64 * KiB);
    expect(await told(host)).toEqual(everywhere(0, 16));
    expect(await placeOf(host)).toMatchObject({ object: 4 + blocks, end: true });
  });

  it('is told by the position: what lies behind it can be written again', async () => {
    const host = await blankDrive(lab, 'drive');
    await fill(host, MiB);
    await expectGood(host, [cdb.locate10(10)]);
    await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB) }]);
    expect(await told(host)).toEqual(everywhere(5, 16));
  });

  it('is the same on a cartridge that keeps no data', async () => {
    const host = await blankDrive(lab, 'structure');
    expect(await told(host)).toEqual(everywhere(16, 16));
    const { blocks } = await fill(host, 256 * KiB);
    expect(blocks * 256 * KiB).toBe(capacityBytes);
    expect(await told(host)).toEqual(everywhere(0, 16));
    await expectGood(host, [cdb.writeFilemarks(0)], [cdb.rewind()]);
    // Its structure is there, with blocks of the length that was written.
    const { status, data } = await host.command(cdb.read6(256 * KiB), { read: 256 * KiB });
    expect({ status, length: data.length }).toEqual({ status: 0, length: 256 * KiB });
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect((await placeOf(host)).object).toBe(blocks);
  });

  it('is told for each partition, and each is full by itself', async () => {
    const host = await blankDrive(lab, 'divided');
    await expectGood(host, [cdb.locatePartition10(1, 0)], [cdb.erase()], [cdb.rewind()]);
    expect(await told(host, 0)).toEqual(everywhere(10, 10, 1));
    expect(await told(host, 1)).toEqual(everywhere(6, 6, 1));
    expect((await fill(host, 256 * KiB)).blocks * 256 * KiB).toBe(6 * MiB);
    expect(await told(host, 0)).toEqual(everywhere(10, 10, 1));
    expect(await told(host, 1)).toEqual(everywhere(0, 6, 1));
    await expectGood(host, [cdb.locatePartition10(0, 0)]);
    expect((await fill(host, 256 * KiB)).blocks * 256 * KiB).toBe(10 * MiB);
    expect(await told(host, 0)).toEqual(everywhere(0, 10, 1));
  });

  it('grows by compression, as page 31h tells afterwards', async () => {
    const host = await blankDrive(lab, 'compressing');
    for (let count = 0; count < 8; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
    expect(await told(host)).toEqual(everywhere(12, 16));
    const { blocks } = await fill(host, MiB);
    expect(8 + blocks).toBe(32);
    expect(await told(host)).toEqual(everywhere(0, 16));
  });

  it('does not grow while the host has compression off (DCE of page 0Fh)', async () => {
    const host = await blankDrive(lab, 'compressing');
    const dce = (on: boolean) =>
      selectPage(host, 0x0f, (page) => {
        page[2] = (page[2]! & 0x7f) | (on ? 0x80 : 0);
      });
    expect((await dce(false)).status).toBe(0);
    const { blocks } = await fill(host, MiB);
    expect(blocks).toBe(16);
    expect((await dce(true)).status).toBe(0);
  });

  it('is half after SET CAPACITY has made it half', async () => {
    const host = await blankDrive(lab, 'drive');
    await expectGood(host, [cdb.setCapacity(0x8000)]);
    expect(await told(host)).toEqual(everywhere(8, 8));
    const { blocks } = await fill(host, 64 * KiB);
    expect(blocks * 64 * KiB).toBe(8 * MiB);
    await expectGood(host, [cdb.rewind()], [cdb.formatMedium(0)]);
    expect(await told(host)).toEqual(everywhere(16, 16));
  });
});

describe('marks and the end', () => {
  it('filemarks take their part of the capacity: a tape of marks alone ends too', async () => {
    const host = await blankDrive(lab, 'drive');
    const written = await host.command(cdb.writeFilemarks(0xff_ffff));
    expect(written).toMatchObject({ status: 2, sense: volumeOverflow });
    const { information } = written.sense!;
    const marks = 0xff_ffff - information!;
    expect(marks).toBeGreaterThan(0);
    expect(await placeOf(host)).toMatchObject({ object: marks, filemarks: marks, end: true });
    expect((await told(host)).log.remaining).toBe(0);
    expect(await host.command(cdb.writeFilemarks(1))).toMatchObject({ status: 2, sense: { ...volumeOverflow, information: 1 } });
  });

  it('filemarks behind early warning are written, and told of it', async () => {
    const host = await blankDrive(lab, 'drive');
    for (let count = 0; count < 12; count++) await write(host, MiB, count);
    expect(await write(host, MiB)).toMatchObject({ sense: earlyWarning });
    const { object } = await placeOf(host);
    expect(await host.command(cdb.writeFilemarks(2))).toMatchObject({ status: 2, sense: earlyWarning });
    expect(await placeOf(host)).toMatchObject({ object: object + 2, end: true });
    await expectGood(host, [cdb.writeFilemarks(0)]);
  });
});

describe('early warning', () => {
  it('is told to a reader only where REW of page 10h wants it (SSC-4 §8.3.3)', async () => {
    const host = await blankDrive(lab, 'drive');
    const blocks = 14;
    for (let count = 0; count < blocks; count++) await write(host, MiB, count);
    await expectGood(host, [cdb.rewind()]);
    for (let count = 0; count < blocks; count++)
      expect(await host.command(cdb.read6(MiB), { read: MiB })).toMatchObject({ status: 0, residual: 0 });
    const reportEarlyWarning = (on: boolean) =>
      selectPage(host, 0x10, (page) => {
        page[8] = (page[8]! & 0xfe) | (on ? 1 : 0);
      });
    expect((await reportEarlyWarning(true)).status).toBe(0);
    await expectGood(host, [cdb.locate10(10)], [cdb.read6(MiB), { read: MiB }]);
    const reached = [await host.command(cdb.read6(MiB), { read: MiB }), await host.command(cdb.read6(MiB), { read: MiB })];
    expect(reached.some(({ status, sense }) => status === 2 && sense?.endOfMedium === true && sense.code === 0x0002)).toBe(true);
    expect((await reportEarlyWarning(false)).status).toBe(0);
  });

  it('REW=0: EOM is set with end of data found behind it (SSC-4 §6.4)', async () => {
    const host = await blankDrive(lab, 'drive');
    for (let count = 0; count < 13; count++) await write(host, MiB, count);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({
      status: 2,
      sense: { key: 8, code: 0x0005, endOfMedium: true },
    });
    await expectGood(host, [cdb.rewind()], [cdb.erase()]);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 8, endOfMedium: false } });
  });

  it('has a programmable one before it, told once (SSC-4 §8.3.8)', async () => {
    const host = await blankDrive(lab, 'drive');
    const pews = (size: number) => selectPage(host, 0x10, (page) => page.writeUInt16BE(size, 6), { subpage: 1 });
    expect((await pews(4)).status).toBe(0);
    let blocks = 0;
    const begins = capacityBytes - earlyWarningBytes - 4e6;
    for (;;) {
      blocks += 1;
      const { status, sense } = await write(host, 256 * KiB, blocks);
      if (status === 0) continue;
      expect(sense).toMatchObject(programmableEarlyWarning);
      break;
    }
    expect(blocks * 256 * KiB).toBeGreaterThanOrEqual(begins);
    expect((blocks - 1) * 256 * KiB).toBeLessThanOrEqual(begins);
    // BPEW, and no EOP yet.
    const { data } = await host.command(cdb.readPosition(), { read: 20 });
    expect(data[0]! & 0x41).toBe(0x01);
    expect(await write(host, 256 * KiB)).toMatchObject({ status: 0 });
    expect((await pews(0)).status).toBe(0);
  });

  it('is told again in the zone after the medium has left it and come back', async () => {
    const host = await blankDrive(lab, 'drive');
    for (let count = 0; count < 13; count++) await write(host, MiB, count);
    await expectGood(host, [cdb.locate10(2)], [cdb.write6(MiB), { write: pattern(MiB) }]);
    expect(await placeOf(host)).toMatchObject({ object: 3, end: false });
    expect(await told(host)).toEqual(everywhere(13, 16));
  });

  it('comes to a fixed transfer when all of it is taken, the end with what was not', async () => {
    const host = await blankDrive(lab, 'drive');
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(64 * KiB) }]);
    const most = (12 * MiB) / (64 * KiB) + 4;
    expect(await host.command(cdb.write6(most, { fixed: true }), { write: pattern(most * 64 * KiB) })).toMatchObject({
      status: 2,
      sense: earlyWarning,
    });
    const left = capacityBytes / (64 * KiB) - most;
    expect(await host.command(cdb.write6(left + 3, { fixed: true }), { write: pattern((left + 3) * 64 * KiB) })).toMatchObject({
      status: 2,
      sense: { ...volumeOverflow, information: 3 },
    });
    expect((await placeOf(host)).object).toBe(capacityBytes / (64 * KiB));
  });
});

describe('log pages at the end of the medium', () => {
  it('0Ch: what hosts sent and what the medium got (SSC-4 §8.2)', async () => {
    const host = await blankDrive(lab, 'drive');
    const before = await logPage(host, 0x0c);
    for (let count = 0; count < 3; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
    await expectGood(host, [cdb.writeFilemarks(1)]);
    const after = await logPage(host, 0x0c);
    const grown = (code: number): number =>
      Number(BigInt(`0x${after.get(code)!.toString('hex')}`) - BigInt(`0x${before.get(code)!.toString('hex')}`));
    // 0000h: data bytes received from hosts; 0001h: written to the medium.
    expect(grown(0x0000)).toBe(3 * MiB);
    expect(grown(0x0001) - 3 * MiB).toBeLessThan(16);
  });

  it('17h: native capacity of the partitions, used and left (SSC-4 §8.2)', async () => {
    const host = await blankDrive(lab, 'divided');
    await expectGood(host, [cdb.locatePartition10(1, 0)], [cdb.erase()], [cdb.rewind()]);
    for (let count = 0; count < 3; count++) await expectGood(host, [cdb.write6(MiB), { write: pattern(MiB, count) }]);
    await expectGood(host, [cdb.writeFilemarks(0)]);
    const log = await logPage(host, 0x17);
    /** Partition records: length, reserved, partition number of two bytes, a counter of four. */
    const records = (code: number): Map<number, number> => {
      const bytes = log.get(code)!;
      const found = new Map<number, number>();
      for (let at = 0; at < bytes.length; at += bytes[at]! + 1) found.set(bytes.readUInt16BE(at + 2), bytes.readUInt32BE(at + 4));
      return found;
    };
    const megabytes = (bytes: number) => expect.closeTo(bytes / 1e6, -0.1);
    expect([...records(0x0202).entries()]).toEqual([
      [0, megabytes(10 * MiB)],
      [1, megabytes(6 * MiB)],
    ]);
    expect(records(0x0203).get(1)).toEqual(megabytes(3 * MiB));
    expect(records(0x0204).get(1)).toEqual(megabytes(3 * MiB));
  });
});

describe('a DDS drive', () => {
  it('tells in log page 31h what it can take', async () => {
    const host = await blankDrive(lab, 'dds');
    const log = await logPage(host, 0x31);
    const { status } = await host.command(cdb.write6(MiB), { write: pattern(MiB) });
    expect(status).toBe(0);
    const after = await logPage(host, 0x31);
    // In units of 1 KiB on DDS drives: parameter 1 remaining, 3 maximum.
    expect(log.get(1)!.readUInt32BE() - after.get(1)!.readUInt32BE()).toBe(KiB);
    expect(log.get(3)!.readUInt32BE()).toBe((capacityBytes - earlyWarningBytes) / KiB);
    let blocks = 1;
    for (; ; blocks++) if ((await write(host, MiB)).sense?.key === volumeOverflow.key) break;
    expect(blocks * MiB).toBe(capacityBytes);
  });
});

describe('another cartridge', () => {
  it('is told of from its own beginning', async () => {
    const host = await blankDrive(lab, 'drive');
    await write(host, MiB);
    await exchange(lab, 'drive', 'CAP006L8', host);
    expect(await told(host)).toEqual(everywhere(16, 16));
    await exchange(lab, 'drive', 'CAP001L8', host);
    expect((await told(host)).memory).toEqual({ remaining: 15, maximum: 16 });
  });
});
