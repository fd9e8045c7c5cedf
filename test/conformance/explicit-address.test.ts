/** The explicit address command set (SSC-4 §5) and the positions of either set (SSC-4 §6.3, §7.4, §7.7, §7.12), over the partitions of one cartridge. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, placeOf, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({
    whole: { cartridge: { barcode: 'ADR001L8', capacityBytes: 64 * MiB } },
    divided: { cartridge: { barcode: 'ADR002L8', capacityBytes: 64 * MiB, partitions: 4 } },
  });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const endOfData = { key: 8, code: 0x0005 };
const filemarkDetected = { key: 0, code: 0x0001, filemark: true };
const invalidField = { key: 5, code: 0x2400 };
const pointerTo = (byte: number, bit?: number) => ({ ...invalidField, fieldPointer: { inCdb: true, byte, bit } });
const sameAs = (data: Uint8Array, expected: Uint8Array) => Buffer.compare(data, expected) === 0;

/** B for a block of 512 bytes, | for a filemark; at the beginning afterwards. */
async function tapeOf(initiator: Initiator, objects: string): Promise<void> {
  for (const [index, object] of [...objects].entries())
    await expectGood(initiator, object === 'B' ? [cdb.write6(512), { write: pattern(512, index) }] : [cdb.writeFilemarks(1)]);
  await expectGood(initiator, [cdb.rewind()]);
}

describe('WRITE(16), WRITE FILEMARKS(16), ERASE(16) (SSC-4 §5.2, §5.6, §5.7)', () => {
  it('write a sequence where they say, and READ(16) finds each object by its number', async () => {
    const host = await blankDrive(lab, 'whole');
    await expectGood(
      host,
      [cdb.write16(0, 300, { first: true }), { write: pattern(300, 1) }],
      [cdb.write16(1, 400), { write: pattern(400, 2) }],
      [cdb.writeFilemarks16(2, 2)],
      [cdb.write16(4, 500, { last: true }), { write: pattern(500, 3) }],
    );
    for (const [object, length, seed] of [
      [4, 500, 3],
      [1, 400, 2],
      [0, 300, 1],
    ] as const) {
      const { status, data } = await host.command(cdb.read16(object, length), { read: length });
      expect({ object, status, same: sameAs(data, pattern(length, seed)) }).toEqual({ object, status: 0, same: true });
    }
    expect(await host.command(cdb.read16(2, 512), { read: 512 })).toMatchObject({
      status: 2,
      sense: { ...filemarkDetected, information: 512 },
    });
    expect(await placeOf(host)).toMatchObject({ object: 3, filemarks: 1 });
  });

  it('write blocks of the set length, several at once, and READ(16) gives them in fixed mode', async () => {
    const host = await blankDrive(lab, 'whole');
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(256) }]);
    const blocks = pattern(8 * 256, 5);
    await expectGood(host, [cdb.write16(0, 8, { first: true, last: true, fixed: true }), { write: blocks }]);
    const { status, data } = await host.command(cdb.read16(3, 5, { fixed: true }), { read: 5 * 256 });
    expect({ status, same: sameAs(data, blocks.subarray(3 * 256)) }).toEqual({ status: 0, same: true });
    expect((await placeOf(host)).object).toBe(8);
  });

  it('replace what lay there and behind', async () => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BB|BB');
    await expectGood(host, [cdb.write16(1, 64, { first: true, last: true }), { write: pattern(64, 9) }]);
    expect(await host.command(cdb.read16(2, 64), { read: 64 })).toMatchObject({ status: 2, sense: { ...endOfData, information: 64 } });
    expect((await host.command(cdb.read16(0, 512), { read: 512 })).status).toBe(0);
    await expectGood(host, [cdb.erase16(0, { first: true, last: true })]);
    expect(await host.command(cdb.read16(0, 64), { read: 64 })).toMatchObject({ status: 2, sense: endOfData });
  });

  it('write nothing behind end of data: the medium stands there', async () => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BB');
    expect(await host.command(cdb.write16(5, 64, { first: true }), { write: pattern(64) })).toMatchObject({ status: 2, sense: endOfData });
    expect((await placeOf(host)).object).toBe(2);
  });

  it('continue a sequence only where it has left off', async () => {
    const host = await blankDrive(lab, 'whole');
    const alone = await host.command(cdb.write16(0, 64), { write: pattern(64) });
    expect(alone).toMatchObject({ status: 2, sense: { key: 5, code: 0x2c00 } });
    await expectGood(host, [cdb.write16(0, 64, { first: true }), { write: pattern(64) }]);
    const elsewhere = await host.command(cdb.write16(5, 64), { write: pattern(64) });
    expect(elsewhere).toMatchObject({ status: 2, sense: { key: 5, code: 0x3b00 } });
    await expectGood(host, [cdb.write16(1, 64), { write: pattern(64) }]);
    expect((await placeOf(host)).object).toBe(2);
  });
});

describe('block address modes (SSC-4 §4.2, explicit and implicit)', () => {
  it('a long command cannot follow a short one, until the medium is at its beginning again', async () => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BBB');
    await expectGood(host, [cdb.space(cdb.spaceBy.blocks, 1)]);
    expect(await host.command(cdb.read16(2, 512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2007 } });
    expect((await placeOf(host)).object).toBe(1);
    await expectGood(host, [cdb.rewind()], [cdb.read16(2, 512), { read: 512 }]);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2006 } });
    await expectGood(host, [cdb.rewind()], [cdb.read6(512), { read: 512 }]);
  });

  it('neither mode minds READ POSITION, REWIND and READ BLOCK LIMITS', async () => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BBB');
    await expectGood(host, [cdb.read16(1, 512), { read: 512 }]);
    await expectGood(host, [cdb.readBlockLimits(), { read: 6 }], [cdb.readPosition(), { read: 20 }], [cdb.read16(0, 512), { read: 512 }]);
  });
});

describe('LOCATE(16) (SSC-4 §7.4)', () => {
  it.each<[string, number, number, number]>([
    ['an object', cdb.destination.object, 4, 4],
    ['the first object', cdb.destination.object, 0, 0],
    ['the first file', cdb.destination.file, 0, 0],
    ['a file, behind its filemark', cdb.destination.file, 1, 2],
    ['the next file, of nothing', cdb.destination.file, 2, 5],
    ['the last file', cdb.destination.file, 3, 6],
    ['end of data, whatever the identifier', cdb.destination.endOfData, 999, 7],
  ])('finds %s', async (_, type, identifier, object) => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'B|BB||B');
    await expectGood(host, [cdb.locate16(type, identifier)]);
    expect(await placeOf(host)).toMatchObject({ partition: 0, object });
  });

  it.each<[string, number, number | bigint]>([
    ['an object', cdb.destination.object, 4],
    ['an object of 64 bits', cdb.destination.object, 0xffff_ffff_ffff_ffffn],
    ['a file', cdb.destination.file, 2],
  ])('stops at end of data when there is no such %s', async (_, type, identifier) => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'B|B');
    expect(await host.command(cdb.locate16(type, identifier))).toMatchObject({ status: 2, sense: endOfData });
    expect((await placeOf(host)).object).toBe(3);
  });

  it('changes to another partition with CP, and only then looks at PARTITION', async () => {
    const host = await blankDrive(lab, 'divided');
    await tapeOf(host, 'BBB');
    await expectGood(host, [cdb.locate16(cdb.destination.object, 0, { partition: 3 })]);
    await expectGood(host, [cdb.erase()], [cdb.rewind()]);
    expect(await placeOf(host)).toMatchObject({ partition: 3, object: 0, beginning: true });
    await tapeOf(host, 'B|B');
    await expectGood(host, [cdb.locate16(cdb.destination.file, 1, { partition: 3 })]);
    expect(await placeOf(host)).toMatchObject({ partition: 3, object: 2, filemarks: 1 });
    // PARTITION is not looked at while CP is zero.
    const ignored = cdb.locate16(cdb.destination.object, 1);
    ignored[3] = 2;
    await expectGood(host, [ignored]);
    expect(await placeOf(host)).toMatchObject({ partition: 3, object: 1 });
    await expectGood(host, [cdb.locatePartition10(0, 2)]);
    expect(await placeOf(host)).toMatchObject({ partition: 0, object: 2 });
    await expectGood(host, [cdb.locatePartition10(0, 0)]);
  });

  it.each([
    ['LOCATE(10)', cdb.locatePartition10(4, 0), 8],
    ['LOCATE(16)', cdb.locate16(cdb.destination.object, 0, { partition: 4 }), 3],
  ])('%s refuses a partition that is not there, and stays', async (_, command, byte) => {
    const host = await blankDrive(lab, 'divided');
    await tapeOf(host, 'BB');
    await expectGood(host, [cdb.locate10(1)]);
    expect(await host.command(command)).toMatchObject({ status: 2, sense: { ...invalidField, fieldPointer: { inCdb: true, byte } } });
    expect(await placeOf(host)).toMatchObject({ partition: 0, object: 1 });
  });
});

describe('partitions (SSC-4 §4.2, partitions within a volume)', () => {
  it('each is a tape of its own, for READ(16) and WRITE(16) as well', async () => {
    const host = await blankDrive(lab, 'divided');
    for (const partition of [0, 1, 2, 3])
      await expectGood(
        host,
        [cdb.write16(0, 700, { partition, first: true }), { write: pattern(700, partition) }],
        [cdb.writeFilemarks16(1, partition, { partition, last: true })],
      );
    for (const partition of [2, 0, 3, 1]) {
      const { status, data } = await host.command(cdb.read16(0, 700, { partition }), { read: 700 });
      expect({ partition, status, same: sameAs(data, pattern(700, partition)) }).toEqual({ partition, status: 0, same: true });
      expect(await placeOf(host)).toMatchObject({ partition, object: 1 });
    }
    expect(await host.command(cdb.read16(0, 700, { partition: 4 }), { read: 700 })).toMatchObject({
      status: 2,
      sense: { ...invalidField, fieldPointer: { inCdb: true, byte: 3 } },
    });
  });

  it('REWIND, SPACE and reading stay in the partition', async () => {
    const host = await blankDrive(lab, 'divided');
    await tapeOf(host, 'B');
    await expectGood(host, [cdb.locatePartition10(1, 0)], [cdb.erase()]);
    await tapeOf(host, 'BB');
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect(await host.command(cdb.read6(512), { read: 512 })).toMatchObject({ status: 2, sense: endOfData });
    expect(await placeOf(host)).toMatchObject({ partition: 1, object: 2 });
    expect(await host.command(cdb.space(cdb.spaceBy.blocks, -9))).toMatchObject({
      status: 2,
      sense: { key: 0, code: 0x0004, endOfMedium: true, information: 7 },
    });
    expect(await placeOf(host)).toMatchObject({ partition: 1, object: 0, beginning: true });
    await expectGood(host, [cdb.space(cdb.spaceBy.blocks, 1)], [cdb.rewind()]);
    expect(await placeOf(host)).toMatchObject({ partition: 1, object: 0 });
  });

  it('an unload and a load bring the medium to partition 0', async () => {
    const host = await blankDrive(lab, 'divided');
    await expectGood(host, [cdb.locatePartition10(2, 0)], [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    const again = await lab.attach({ targetName: targetOf('divided') });
    expect(await placeOf(again)).toMatchObject({ partition: 0, object: 0 });
  });
});

describe('READ POSITION (SSC-4 §7.7)', () => {
  const position = async (host: Initiator, form: number, room: number, length = 0): Promise<Buffer> => {
    const { status, data } = await host.command(cdb.readPositionForm(form, length), { read: room });
    expect(status).toBe(0);
    return Buffer.from(data);
  };

  it('tells in each form partition, object and what is near', async () => {
    const host = await blankDrive(lab, 'divided');
    await expectGood(host, [cdb.locatePartition10(1, 0)], [cdb.erase()]);
    await tapeOf(host, 'B|BB|B');
    await expectGood(host, [cdb.locate10(5)]);

    for (const form of [cdb.positionForm.short, cdb.positionForm.vendorSpecific]) {
      const short = await position(host, form, 20);
      expect(short.length).toBe(20);
      expect({ flags: short[0], partition: short[1], first: short.readUInt32BE(4), last: short.readUInt32BE(8) }).toEqual({
        flags: 0,
        partition: 1,
        first: 5,
        last: 5,
      });
      expect(short.subarray(12).every((byte) => byte === 0)).toBe(true);
    }

    const long = await position(host, cdb.positionForm.long, 32);
    expect(long.length).toBe(32);
    expect({ flags: long[0], partition: long.readUInt32BE(4), object: long.readBigUInt64BE(8), file: long.readBigUInt64BE(16) }).toEqual({
      flags: 0,
      partition: 1,
      object: 5n,
      file: 2n,
    });

    const extended = await position(host, cdb.positionForm.extended, 32, 32);
    expect(extended.length).toBe(32);
    expect({ flags: extended[0], partition: extended[1], additional: extended.readUInt16BE(2) }).toEqual({
      flags: 0,
      partition: 1,
      additional: 0x1c,
    });
    expect([8, 16, 24].map((at) => extended.readBigUInt64BE(at))).toEqual([5n, 5n, 0n]);
  });

  it('has BOP at the beginning, in each form', async () => {
    const host = await blankDrive(lab, 'divided');
    for (const [form, room] of [
      [0, 20],
      [6, 32],
      [8, 32],
    ] as const)
      expect((await position(host, form, room, form === 8 ? room : 0))[0]).toBe(0x80);
  });

  it('tells of objects that are still in the buffer, without writing them', async () => {
    const host = await blankDrive(lab, 'whole');
    await expectGood(host, [cdb.write6(1000), { write: pattern(1000) }], [cdb.writeFilemarks(1, { immediate: true })]);
    const short = await position(host, 0, 20);
    const [first, last, objects, bytes] = [short.readUInt32BE(4), short.readUInt32BE(8), short.readUIntBE(13, 3), short.readUInt32BE(16)];
    expect(first).toBe(2);
    expect(first - last).toBe(objects);
    expect(bytes).toBe(last === 0 ? 1000 : 0);
    await expectGood(host, [cdb.writeFilemarks(0)]);
    const settled = await position(host, 0, 20);
    expect([settled.readUInt32BE(4), settled.readUInt32BE(8), settled.readUIntBE(13, 3)]).toEqual([2, 2, 0]);
  });

  it('cuts the extended form to ALLOCATION LENGTH', async () => {
    const host = await blankDrive(lab, 'whole');
    expect((await position(host, cdb.positionForm.extended, 32, 4)).toString('hex')).toBe('8000001c');
    expect((await position(host, cdb.positionForm.extended, 32, 0)).length).toBe(0);
  });

  it.each([2, 3, 4, 5, 7, 9, 31])('knows no service action %i', async (action) => {
    const host = await blankDrive(lab, 'whole');
    expect(await host.command(cdb.readPositionForm(action), { read: 32 })).toMatchObject({
      status: 2,
      sense: { ...invalidField, fieldPointer: { inCdb: true, byte: 1 } },
    });
  });
});

describe('SPACE(16) (SSC-4 §7.12)', () => {
  it.each<[string, number, number | bigint, number]>([
    ['blocks', cdb.spaceBy.blocks, 2, 2],
    ['filemarks', cdb.spaceBy.filemarks, 2, 5],
    ['to end of data', cdb.spaceBy.endOfData, 0, 6],
  ])('moves over %s', async (_, code, count, to) => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BB|B|B');
    await expectGood(host, [cdb.space16(code, count)]);
    expect((await placeOf(host)).object).toBe(to);
  });

  it('counts in 64 bits, backwards too, with INFORMATION as far as its 32 bits go', async () => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BBBB');
    await expectGood(host, [cdb.space16(cdb.spaceBy.blocks, 3)], [cdb.space16(cdb.spaceBy.blocks, -2)]);
    expect((await placeOf(host)).object).toBe(1);
    const back = await host.command(cdb.space16(cdb.spaceBy.blocks, -5));
    expect(back).toMatchObject({ status: 2, sense: { key: 0, code: 0x0004, endOfMedium: true, information: 4 } });
    // What does not fit into the fixed format makes it not valid (SPC-4 §4.5.3).
    const far = await host.command(cdb.space16(cdb.spaceBy.blocks, 0x2_0000_0000n));
    expect(far).toMatchObject({ status: 2, sense: { ...endOfData, information: undefined } });
    expect((await placeOf(host)).object).toBe(4);
  });

  it('takes no parameter list', async () => {
    const host = await blankDrive(lab, 'whole');
    const command = cdb.space16(cdb.spaceBy.blocks, 1);
    command[13] = 8;
    expect(await host.command(command)).toMatchObject({ status: 2, sense: { ...invalidField, fieldPointer: { inCdb: true, byte: 12 } } });
  });
});

describe('field pointers (SPC-4 §4.5.2.4.2)', () => {
  it.each<[string, Uint8Array, number, number]>([
    ['READ(16), byte 1 bit 2', cdb.read16(0, 512), 1, 2],
    ['WRITE(16), byte 1 bit 1', cdb.write16(0, 0, { first: true }), 1, 1],
    ['WRITE(16), byte 2', cdb.write16(0, 0, { first: true }), 2, 0],
    ['ERASE(16), byte 14', cdb.erase16(0, { first: true }), 14, 7],
    ['WRITE FILEMARKS(16), byte 1 bit 7', cdb.writeFilemarks16(0, 0, { first: true }), 1, 7],
    ['SPACE(16), byte 2', cdb.space16(0, 1), 2, 4],
    ['LOCATE(16), byte 13', cdb.locate16(0, 0), 13, 3],
    ['LOCATE(10), byte 9 (CONTROL: reserved bits)', cdb.locate10(0), 9, 3],
  ])('a reserved bit of %s is refused, and nothing is changed', async (_, command, byte, bit) => {
    const host = await blankDrive(lab, 'whole');
    await tapeOf(host, 'BBB');
    command[byte]! |= 1 << bit;
    expect(await host.command(command, { read: 512 })).toMatchObject({ status: 2, sense: pointerTo(byte, bit) });
    expect((await placeOf(host)).object).toBe(0);
    await expectGood(host, [cdb.locate10(3)]);
  });
});
