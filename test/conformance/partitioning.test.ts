/** How media are divided, shortened and made blank: FORMAT MEDIUM (SSC-4 §7.1), the Medium Partition page (§8.3.4), SET CAPACITY (§7.11). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { attribute, exchange, modePage, pageOffset, placeOf, selectPage, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
const capacityBytes = 64 * MiB;
let lab: LabUnderTest;
let host: Initiator;
beforeAll(async () => {
  lab = await startDrives(
    { drive: { cartridge: { barcode: 'PAR001L8', capacityBytes } }, small: { cartridge: { barcode: 'PAR002L5', capacityBytes } } },
    { cartridges: [{ barcode: 'PAR003L8', capacityBytes, writeProtected: true }] },
  );
});
beforeEach(async () => {
  host = await lab.attach({ targetName: targetOf('drive') });
  await expectGood(host, [cdb.locatePartition10(0, 0)], [cdb.formatMedium(0)]);
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const partitionPage = 0x11;
const asks = { fixed: 0x80, selected: 0x40, byHost: 0x20 } as const;
const unit = { bytes: 0, kilobytes: 0x08, megabytes: 0x10, powersOfTen: 0x18 } as const;
const pastBeginning = { key: 5, code: 0x3b0c };

/** Selects partitions, as byte 4 asks for them. */
const select = (additional: number, flags: number, sizes: readonly number[] = [], units = 0) =>
  selectPage(host, partitionPage, (page) => {
    page[3] = additional;
    page[4] = flags | (page[4]! & 0x04);
    page[6] = units;
    for (const [at, size] of sizes.entries()) page.writeUInt16BE(size, 8 + 2 * at);
  });

/** The capacities that the page tells, in bytes. */
async function sizes(): Promise<readonly number[]> {
  const page = await modePage(host, partitionPage);
  const measure = [1, 1e3, 1e6, 10 ** (page[6]! & 0x0f)][(page[4]! >> 3) & 3]!;
  return Array.from({ length: page[3]! + 1 }, (_, at) => page.readUInt16BE(8 + 2 * at) * measure);
}
const nearly = (bytes: number) => expect.closeTo(bytes / 1e6, 0);
const megabytes = async () => (await sizes()).map((bytes) => bytes / 1e6);

describe('the Medium Partition page (SSC-4 §8.3.4)', () => {
  it('tells of one partition: all of the medium', async () => {
    const page = await modePage(host, partitionPage);
    expect({ code: page[0]! & 0x3f, length: page[1], most: page[2], defined: page[3], asks: page[4]! & 0xe0 }).toEqual({
      code: 0x11,
      length: page.length - 2,
      most: 3,
      defined: 0,
      asks: 0,
    });
    expect(await megabytes()).toEqual([nearly(capacityBytes)]);
  });

  it('tells how many the medium can have, which may be fewer than the drive makes', async () => {
    const small = await lab.attach({ targetName: targetOf('small') });
    expect((await modePage(small, partitionPage))[2]).toBe(1);
  });

  it('with SDP and FORMAT MEDIUM makes so many of equal size', async () => {
    expect((await select(3, asks.selected)).status).toBe(0);
    // POFM: nothing has happened yet.
    expect((await modePage(host, partitionPage))[4]! & 0x04).toBe(0x04);
    expect(await sizes()).toHaveLength(1);
    await expectGood(host, [cdb.formatMedium(1)]);
    expect(await megabytes()).toEqual(Array(4).fill(nearly(capacityBytes / 4)));
    for (const partition of [3, 2, 1, 0]) {
      await expectGood(host, [cdb.locatePartition10(partition, 0)], [cdb.write6(100), { write: pattern(100, partition) }]);
      expect(Number((await attribute(host, 0x0001, partition))!.readBigUInt64BE())).toBe(capacityBytes / 4 / MiB);
    }
  });

  it('with FDP makes those that the drive thinks right', async () => {
    expect((await select(1, asks.fixed)).status).toBe(0);
    await expectGood(host, [cdb.formatMedium(1)]);
    const made = await sizes();
    expect(made).toHaveLength(2);
    expect(made.reduce((sum, size) => sum + size, 0) / 1e6).toEqual(nearly(capacityBytes));
  });

  it.each([
    ['megabytes', unit.megabytes, [20, 0xffff, 10], 0],
    ['kilobytes', unit.kilobytes, [20_000, 0xffff, 10_000], 0],
    ['units of 10⁵ bytes', unit.powersOfTen, [200, 0xffff, 100], 5],
  ])('with IDP takes sizes in %s, and FFFFh for what is left', async (_, measure, wanted, units) => {
    expect((await select(2, asks.byHost | measure, wanted, units)).status).toBe(0);
    await expectGood(host, [cdb.formatMedium(1)]);
    expect(await megabytes()).toEqual([nearly(20e6), nearly(capacityBytes - 30e6), nearly(10e6)]);
  });

  it('makes one again', async () => {
    await select(3, asks.selected);
    await expectGood(host, [cdb.formatMedium(2)]);
    expect(await sizes()).toHaveLength(4);
    await expectGood(host, [cdb.formatMedium(0)]);
    expect(await megabytes()).toEqual([nearly(capacityBytes)]);
  });

  it('formats with the partitions there are when none are asked for', async () => {
    await select(1, asks.selected);
    await expectGood(host, [cdb.formatMedium(1)], [cdb.write6(64), { write: pattern(64) }], [cdb.rewind()], [cdb.formatMedium(1)]);
    expect(await sizes()).toHaveLength(2);
    expect((await host.command(cdb.read6(64), { read: 64 })).sense).toMatchObject({ key: 8 });
  });

  it.each<[string, number, number, readonly number[], number]>([
    ['more partitions than there can be', 4, asks.selected, [], 3],
    ['SDP with FDP', 1, asks.selected | asks.fixed, [], 4],
    ['SDP with IDP', 1, asks.selected | asks.byHost, [1, 0xffff], 4],
    ['more than the medium holds', 1, asks.byHost | unit.megabytes, [60, 60], 10],
    ['an empty partition', 1, asks.byHost | unit.megabytes, [0, 0xffff], 8],
    ['two that take what is left', 1, asks.byHost | unit.megabytes, [0xffff, 0xffff], 10],
  ])('refuses %s, and changes nothing', async (_, additional, flags, wanted, byte) => {
    const before = await modePage(host, partitionPage);
    const { status, sense } = await select(additional, flags, wanted);
    expect({ status, sense }).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte: pageOffset + byte } },
    });
    expect((await modePage(host, partitionPage)).equals(before)).toBe(true);
    await expectGood(host, [cdb.formatMedium(1)]);
    expect(await sizes()).toHaveLength(1);
  });

  it('refuses to change what the drive alone can say', async () => {
    const { sense } = await selectPage(host, partitionPage, (page) => {
      page[2] = 9;
    });
    expect(sense).toMatchObject({ key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte: pageOffset + 2 } });
  });
});

describe('FORMAT MEDIUM (SSC-4 §7.1)', () => {
  it('makes the medium blank', async () => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }], [cdb.rewind()], [cdb.formatMedium(0)]);
    expect(await placeOf(host)).toMatchObject({ partition: 0, object: 0 });
    expect((await host.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8, code: 0x0005 });
  });

  it('is refused away from the beginning of partition 0, and nothing is lost', async () => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }]);
    expect(await host.command(cdb.formatMedium(0))).toMatchObject({ status: 2, sense: pastBeginning });
    await expectGood(host, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
    await expectGood(host, [cdb.rewind()]);
    await select(1, asks.selected);
    await expectGood(host, [cdb.formatMedium(1)], [cdb.locatePartition10(1, 0)]);
    expect(await host.command(cdb.formatMedium(0))).toMatchObject({ status: 2, sense: pastBeginning });
    expect(await sizes()).toHaveLength(2);
    await expectGood(host, [cdb.locatePartition10(0, 0)]);
  });

  it.each([
    ['a FORMAT it does not know', 2, 0x03, 3],
    ['a reserved bit', 2, 0x10, 4],
    ['a reserved bit', 1, 0x04, 2],
    ['vendor-specific data', 4, 0x01, undefined],
  ])('refuses %s (byte %i)', async (_, byte, bits, bit) => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }], [cdb.rewind()]);
    const command = cdb.formatMedium(0);
    command[byte]! |= bits;
    const { status, sense } = await host.command(command);
    expect({ status, sense }).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true } } });
    if (bits !== 0x03 && bit !== undefined) expect(sense?.fieldPointer).toMatchObject({ byte, bit });
    await expectGood(host, [cdb.read6(512), { read: 512 }], [cdb.rewind()]);
  });

  it('is refused of a protected cartridge', async () => {
    await exchange(lab, 'drive', 'PAR003L8', host);
    for (const command of [cdb.formatMedium(0), cdb.setCapacity(0x8000)])
      expect(await host.command(command)).toMatchObject({ status: 2, sense: { key: 7, code: 0x2700 } });
    await exchange(lab, 'drive', 'PAR001L8', host);
  });
});

describe('SET CAPACITY (SSC-4 §7.11)', () => {
  it('makes the medium a part of what it was, and blank', async () => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }], [cdb.rewind()], [cdb.setCapacity(0x4000)]);
    expect((await host.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8, code: 0x0005 });
    expect(await megabytes()).toEqual([nearly(capacityBytes / 4)]);
    // Of the capacity of the medium, not of what is left of it.
    await expectGood(host, [cdb.setCapacity(0x8000)]);
    expect(await megabytes()).toEqual([nearly(capacityBytes / 2)]);
    await expectGood(host, [cdb.setCapacity(0xffff)]);
    expect(await megabytes()).toEqual([nearly(capacityBytes)]);
  });

  it('is kept by the cartridge, until it is formatted', async () => {
    await expectGood(host, [cdb.setCapacity(0x8000)]);
    await exchange(lab, 'drive', 'PAR003L8', host);
    await exchange(lab, 'drive', 'PAR001L8', host);
    expect(await megabytes()).toEqual([nearly(capacityBytes / 2)]);
    await expectGood(host, [cdb.formatMedium(0)]);
    expect(await megabytes()).toEqual([nearly(capacityBytes)]);
  });

  it('is refused away from the beginning, and of reserved bits', async () => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }]);
    expect(await host.command(cdb.setCapacity(0x8000))).toMatchObject({ status: 2, sense: pastBeginning });
    const reserved = cdb.setCapacity(0x8000);
    reserved[2] = 1;
    expect(await host.command(reserved)).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 2, bit: 0 } },
    });
    await expectGood(host, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
    expect(await megabytes()).toEqual([nearly(capacityBytes)]);
    await expectGood(host, [cdb.rewind()]);
  });
});

describe('ALLOW OVERWRITE and append-only mode (SSC-4 §7.1, §8.3.8)', () => {
  const disabled = 0;
  const currentPosition = 1;
  const formatting = 2;
  const appendOnly = async (on: boolean): Promise<void> => {
    const selected = await selectPage(
      host,
      0x10,
      (page) => {
        page[5] = (page[5]! & 0x0f) | (on ? 0x10 : 0);
      },
      { subpage: 1 },
    );
    expect(selected).toMatchObject({ status: 0 });
  };
  const write = (length: number) => host.command(cdb.write6(length), { write: pattern(length) });
  const refused = { status: 2, sense: { key: 7 } };

  beforeEach(async () => {
    await expectGood(host, [cdb.write6(512), { write: pattern(512) }], [cdb.write6(512), { write: pattern(512) }], [cdb.writeFilemarks(1)]);
    await appendOnly(true);
    await expectGood(host, [cdb.rewind()]);
  });
  afterEach(async () => {
    await appendOnly(false);
  });

  it('append-only mode lets a host write at end of data, and nowhere before', async () => {
    expect(await write(100)).toMatchObject(refused);
    expect(await host.command(cdb.writeFilemarks(1))).toMatchObject(refused);
    expect(await host.command(cdb.erase())).toMatchObject(refused);
    expect(await host.command(cdb.formatMedium(0))).toMatchObject(refused);
    expect(await placeOf(host)).toMatchObject({ object: 0 });
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect(await write(100)).toMatchObject({ status: 0 });
    expect((await placeOf(host)).object).toBe(4);
  });

  it('ALLOW OVERWRITE excepts the next write at the place where the medium stands', async () => {
    await expectGood(host, [cdb.locate10(1)], [cdb.allowOverwrite(currentPosition, 1)]);
    expect(await write(100)).toMatchObject({ status: 0 });
    expect((await placeOf(host)).object).toBe(2);
    await expectGood(host, [cdb.rewind()]);
    expect(await write(100)).toMatchObject(refused);
  });

  it('ALLOW OVERWRITE is over when it is taken back, or the medium moves', async () => {
    await expectGood(host, [cdb.allowOverwrite(currentPosition, 0)], [cdb.allowOverwrite(disabled, 0)]);
    expect(await write(100)).toMatchObject(refused);
    await expectGood(host, [cdb.allowOverwrite(currentPosition, 0)], [cdb.space(cdb.spaceBy.blocks, 1)], [cdb.rewind()]);
    expect(await write(100)).toMatchObject(refused);
  });

  it('ALLOW OVERWRITE of a format lets one format pass', async () => {
    await expectGood(host, [cdb.allowOverwrite(formatting, 0)], [cdb.formatMedium(0)]);
    expect((await host.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8, code: 0x0005 });
  });

  it.each<[string, Uint8Array, object]>([
    ['another place', cdb.allowOverwrite(currentPosition, 1), { key: 5, code: 0x3b00 }],
    ['another partition', cdb.allowOverwrite(currentPosition, 0, 1), { key: 5, code: 0x3b00 }],
    ['a value it does not know', cdb.allowOverwrite(3, 0), { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 2 } }],
  ])('ALLOW OVERWRITE of %s is refused, and allows nothing', async (_, command, sense) => {
    expect(await host.command(command)).toMatchObject({ status: 2, sense });
    expect(await write(100)).toMatchObject(refused);
  });

  it('ALLOW OVERWRITE is refused in any other mode', async () => {
    await appendOnly(false);
    expect(await host.command(cdb.allowOverwrite(currentPosition, 0))).toMatchObject({ status: 2, sense: { key: 5, code: 0x200c } });
    await appendOnly(true);
  });
});
