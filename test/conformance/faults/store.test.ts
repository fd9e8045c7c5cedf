/** What goes wrong on the disk under the cartridges: what a host hears of it, and what is on the cartridge then. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from '../cdb.ts';
import { blankDrive, exchange, startDrives } from '../drives.ts';
import { HeldClock } from '../held-clock.ts';
import type { Initiator } from '../initiator.ts';
import { expectGood, type LabUnderTest, positionOf } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

const KiB = 1024;
const length = 16 * KiB;
const clock = new HeldClock(100);
let lab: LabUnderTest;
beforeAll(async () => {
  const cartridge = { barcode: 'FLS001L8', capacityBytes: 64 * length };
  const unchecked = { ...cartridge, barcode: 'FLS002L8', checksum: 'off' } as const;
  lab = await startDrives({ tape: { cartridge }, unchecked: { cartridge: unchecked } }, { clock });
});
afterEach(async () => {
  clock.release();
  await lab.hangUp();
});
afterAll(async () => {
  await lab.stop();
  clock.hold();
});

const on = { device: 'tape' };
const fixed = Uint8Array.of(0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, 0, length >> 8, 0);
const block = (number: number): Uint8Array => pattern(length, number);
const blocks = (first: number, count: number): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, index) => block(first + index)));
const writeFixed = (host: Initiator, first: number, count: number) =>
  host.command(cdb.write6(count, { fixed: true }), { write: blocks(first, count) });
const read = (host: Initiator) => host.command(cdb.read6(1, { fixed: true }), { read: length });

async function blank(drive = 'tape'): Promise<Initiator> {
  const host = await blankDrive(lab, drive);
  await expectGood(host, [cdb.modeSelect6(12), { write: fixed }]);
  return host;
}
async function expectBlocks(host: Initiator, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number++) {
    const { status, data } = await read(host);
    expect({ number, status, same: Buffer.compare(data, block(number)) }).toEqual({ number, status: 0, same: 0 });
  }
}

describe('disk-full', () => {
  it('leaves the blocks that are whole, and writing goes on when there is room', async () => {
    const host = await blank();
    const full = { match: { ...on, file: 'partition-0.tap' }, do: { 'disk-full': { room: '40KiB' } } };
    await lab.faults.during(full, async (record) => {
      expect((await writeFixed(host, 0, 6)).status).toBe(0);
      expect(await host.command(cdb.writeFilemarks(0))).toMatchObject({
        status: 2,
        sense: { key: 3, code: 0x0c00, deferred: true, information: 4 },
      });
      expect(record().firings).toBe(1);
    });
    expect((await positionOf(host)).object).toBe(2);
    expect(await writeFixed(host, 2, 4)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 6);
    expect((await read(host)).sense).toMatchObject({ key: 8 });
    await lab.operator['drive.eject']({ drive: 'tape' });
    expect(await lab.operator['cartridge.check']({ barcode: 'FLS001L8' })).toMatchObject({ blocks: 6, faults: [] });
    await lab.operator['drive.load']({ drive: 'tape', barcode: 'FLS001L8' });
  });
});

describe('slow-disk', () => {
  it('holds up what has to be on the medium, and nothing else', async () => {
    const host = await blank();
    await lab.faults.during({ match: { ...on, operation: 'sync' }, do: { 'slow-disk': { by: '30s' } } }, async () => {
      expect((await writeFixed(host, 0, 1)).status).toBe(0);
      clock.hold();
      const before = clock.elapsed();
      let ended: number | undefined;
      const filemark = host.command(cdb.writeFilemarks(1)).finally(() => {
        ended = clock.elapsed();
      });
      await lab.happening('fault.fired');
      expect((await host.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
      expect(ended).toBeUndefined();
      clock.release();
      expect((await filemark).status).toBe(0);
      expect(ended! - before).toBeGreaterThanOrEqual(30_000);
    });
    expect((await positionOf(host)).object).toBe(2);
  });
});

describe('failing-sync', () => {
  it('is final until the cartridge has left the drive, although it happens once', async () => {
    const host = await blank();
    await lab.faults.during({ match: { ...on, file: 'partition-0.tap' }, do: 'failing-sync' }, async (record) => {
      expect((await writeFixed(host, 0, 2)).status).toBe(0);
      expect(await host.command(cdb.writeFilemarks(0))).toMatchObject({ status: 2, sense: { key: 4, code: 0x0300 } });
      for (let turn = 0; turn < 2; turn++) {
        const outcomes = [await writeFixed(host, 2, 1), await host.command(cdb.writeFilemarks(0))];
        expect(outcomes.find(({ sense }) => sense !== undefined)).toMatchObject({ status: 2, sense: { key: 4, code: 0x0300 } });
      }
      expect(record().firings).toBe(1);
    });
    // What was still to be secured is told of before the tape moves.
    if ((await host.command(cdb.rewind())).status !== 0) await expectGood(host, [cdb.rewind()]);
    await expectBlocks(host, 0, 2);
    await exchange(lab, 'tape', 'FLS001L8', host);
    await expectBlocks(host, 0, 2);
    await expectGood(host, [cdb.modeSelect6(12), { write: fixed }]);
    expect(await writeFixed(host, 2, 1)).toMatchObject({ status: 0 });
    await expectGood(host, [cdb.writeFilemarks(0)]);
  });
});

describe('bit-rot', () => {
  const rot = { 'bit-rot': { block: 1, byte: 5, bit: 3 } };

  it('is found by the checksum, and by a check; the same once more heals it', async () => {
    const host = await blank();
    expect((await writeFixed(host, 0, 3)).status).toBe(0);
    await expectGood(host, [cdb.writeFilemarks(0)], [cdb.rewind()]);
    await lab.faults.perform(rot, on);
    await expectBlocks(host, 0, 1);
    expect(await read(host)).toMatchObject({ status: 2, sense: { key: 3, code: 0x1100, information: 1 } });
    await expectBlocks(host, 2, 1);
    await lab.operator['drive.eject']({ drive: 'tape' });
    const { faults } = await lab.operator['cartridge.check']({ barcode: 'FLS001L8' });
    expect(faults).toMatchObject([{ partition: 0, position: 1 }]);
    await lab.faults.perform(rot, { barcode: 'FLS001L8' });
    expect(await lab.operator['cartridge.check']({ barcode: 'FLS001L8' })).toMatchObject({ faults: [] });
    await lab.operator['drive.load']({ drive: 'tape', barcode: 'FLS001L8' });
  });

  it('gives other data where the cartridge has no checksums', async () => {
    const host = await blank('unchecked');
    expect((await writeFixed(host, 0, 2)).status).toBe(0);
    await expectGood(host, [cdb.rewind()]);
    await lab.faults.perform(rot, { device: 'unchecked' });
    await expectBlocks(host, 0, 1);
    const { status, data } = await read(host);
    const rotten = Buffer.from(block(1));
    rotten[5]! ^= 8;
    expect({ status, same: Buffer.compare(data, rotten) }).toEqual({ status: 0, same: 0 });
  });

  it('needs a block that is there', async () => {
    const host = await blank();
    expect((await writeFixed(host, 0, 1)).status).toBe(0);
    await expectGood(host, [cdb.writeFilemarks(1)]);
    await expect(lab.faults.perform(rot, on)).rejects.toMatchObject({ code: 'block-missing' });
    await expect(lab.faults.perform({ 'bit-rot': { block: 0, byte: length } }, on)).rejects.toMatchObject({ code: 'byte-missing' });
    await expect(lab.faults.perform({ 'bit-rot': { block: 0, partition: 1 } }, on)).rejects.toMatchObject({ code: 'data-missing' });
    await expect(lab.faults.perform(rot, { device: 'nowhere' })).rejects.toMatchObject({ code: 'no-medium' });
  });
});
