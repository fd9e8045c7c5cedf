/** READ REVERSE(6) and (16) (SSC-4 §6.5, §5.4), VERIFY(6) and (16) (§6.7, §5.5), RECOVER BUFFERED DATA (§7.9): the other ways to read. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, placeOf, startDrives } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

const MiB = 1024 * 1024;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'REV001L8', capacityBytes: 64 * MiB } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const endOfData = { key: 8, code: 0x0005 };
const filemarkDetected = { key: 0, code: 0x0001, filemark: true, endOfMedium: false };
const beginningOfPartition = { key: 0, code: 0x0004, endOfMedium: true, filemark: false };
const incorrectLength = { key: 0, code: 0x0000, incorrectLength: true };
const pointerTo = (byte: number, bit?: number) => ({ key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte, bit } });
const sameAs = (data: Uint8Array, expected: Uint8Array) => Buffer.compare(data, expected) === 0;
const turned = (data: Uint8Array) => Uint8Array.from(data).reverse();

/** A, B, C … for blocks of 512 bytes that tell which they are, | for a filemark; the medium stands behind them. */
async function tapeOf(objects: string, length = 512): Promise<Initiator> {
  const host = await blankDrive(lab, 'drive');
  for (const object of objects)
    await expectGood(host, object === '|' ? [cdb.writeFilemarks(1)] : [cdb.write6(length), { write: block(object, length) }]);
  return host;
}
const block = (name: string, length = 512): Uint8Array => pattern(length, name.charCodeAt(0));
const blocks = (names: string): Uint8Array => Buffer.concat([...names].map((name) => block(name)));

describe('READ REVERSE(6) (SSC-4 §6.5)', () => {
  it('gives the block before the position and stands before it', async () => {
    const host = await tapeOf('ABC');
    for (const [name, position] of [
      ['C', 2],
      ['B', 1],
    ] as const) {
      const { status, data } = await host.command(cdb.readReverse6(512), { read: 512 });
      expect({ status, same: sameAs(data, block(name)) }).toEqual({ status: 0, same: true });
      expect((await placeOf(host)).object).toBe(position);
    }
    const { data } = await host.command(cdb.read6(512), { read: 512 });
    expect(sameAs(data, block('B'))).toBe(true);
  });

  it('with BYTORD=0 turns the bytes round, with BYTORD=1 it does not', async () => {
    const host = await tapeOf('A', 700);
    const reversed = await host.command(cdb.readReverse6(700, { byteOrder: false }), { read: 700 });
    expect({ status: reversed.status, same: sameAs(reversed.data, turned(block('A', 700))) }).toEqual({ status: 0, same: true });
    await expectGood(host, [cdb.space(cdb.spaceBy.blocks, 1)]);
    const ordered = await host.command(cdb.readReverse6(700), { read: 700 });
    expect(sameAs(ordered.data, block('A', 700))).toBe(true);
  });

  it('gives several blocks of the set length, the last first', async () => {
    const host = await tapeOf('ABCD');
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    const three = await host.command(cdb.readReverse6(3, { fixed: true }), { read: 3 * 512 });
    expect({ status: three.status, same: sameAs(three.data, blocks('DCB')) }).toEqual({ status: 0, same: true });
    expect((await placeOf(host)).object).toBe(1);
    await expectGood(host, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    const turnedRound = await host.command(cdb.readReverse6(4, { fixed: true, byteOrder: false }), { read: 4 * 512 });
    expect({ status: turnedRound.status, same: sameAs(turnedRound.data, turned(blocks('ABCD'))) }).toEqual({ status: 0, same: true });
  });

  it('stops at a filemark, and stands before it', async () => {
    const host = await tapeOf('AB|C');
    expect((await host.command(cdb.readReverse6(512), { read: 512 })).status).toBe(0);
    expect(await host.command(cdb.readReverse6(512), { read: 512 })).toMatchObject({
      status: 2,
      residual: 512,
      sense: { ...filemarkDetected, information: 512 },
    });
    expect(await placeOf(host)).toMatchObject({ object: 2, filemarks: 0 });
    expect(sameAs((await host.command(cdb.readReverse6(512), { read: 512 })).data, block('B'))).toBe(true);
  });

  it('stops at the beginning of the partition with EOM and what is missing', async () => {
    const host = await tapeOf('AB');
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    const answer = await host.command(cdb.readReverse6(5, { fixed: true }), { read: 5 * 512 });
    expect(answer).toMatchObject({ status: 2, residual: 3 * 512, sense: { ...beginningOfPartition, information: 3 } });
    expect(sameAs(answer.data, blocks('BA'))).toBe(true);
    expect(await placeOf(host)).toMatchObject({ object: 0, beginning: true });
    expect(await host.command(cdb.readReverse6(1, { fixed: true }), { read: 512 })).toMatchObject({
      status: 2,
      sense: { ...beginningOfPartition, information: 1 },
    });
  });

  it('tells a block of another length as READ does', async () => {
    const host = await tapeOf('AB', 300);
    expect(await host.command(cdb.readReverse6(500), { read: 500 })).toMatchObject({
      status: 2,
      residual: 200,
      sense: { ...incorrectLength, information: 200 },
    });
    expect(await host.command(cdb.readReverse6(100), { read: 100 })).toMatchObject({
      status: 2,
      sense: { ...incorrectLength, information: -200 },
    });
    expect((await placeOf(host)).object).toBe(0);
  });

  it('of nothing does nothing', async () => {
    const host = await tapeOf('A|');
    expect(await host.command(cdb.readReverse6(0))).toMatchObject({ status: 0, residual: 0 });
    expect((await placeOf(host)).object).toBe(2);
  });

  it('is refused with FIXED while no length is set, and with FIXED and SILI', async () => {
    const host = await tapeOf('A');
    expect(await host.command(cdb.readReverse6(1, { fixed: true }), { read: 512 })).toMatchObject({ status: 2, sense: pointerTo(1, 0) });
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    const both = await host.command(cdb.readReverse6(1, { fixed: true, sili: true }), { read: 512 });
    expect(both).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 1 } } });
    expect((await placeOf(host)).object).toBe(1);
  });
});

describe('READ REVERSE(16) (SSC-4 §5.4)', () => {
  it('gives what lies before the object it names', async () => {
    const host = await tapeOf('ABC|D');
    await expectGood(host, [cdb.rewind()]);
    const { status, data } = await host.command(cdb.readReverse16(2, 512), { read: 512 });
    expect({ status, same: sameAs(data, block('B')) }).toEqual({ status: 0, same: true });
    expect((await placeOf(host)).object).toBe(1);
    expect(await host.command(cdb.readReverse16(4, 512), { read: 512 })).toMatchObject({ status: 2, sense: filemarkDetected });
    expect((await placeOf(host)).object).toBe(3);
  });
});

describe('VERIFY(6) (SSC-4 §6.7)', () => {
  const { toEndOfData, byFilemarks, byteCompare, fixed, immediate } = cdb.verifyFlag;

  it('passes the next block, or blocks of the set length', async () => {
    const host = await tapeOf('ABCD');
    await expectGood(host, [cdb.rewind()], [cdb.verify6(0, 512)]);
    expect((await placeOf(host)).object).toBe(1);
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }], [cdb.verify6(fixed, 2)]);
    expect((await placeOf(host)).object).toBe(3);
  });

  it('says what stops it, as READ does', async () => {
    const host = await tapeOf('AB|C');
    await expectGood(host, [cdb.rewind()]);
    expect(await host.command(cdb.verify6(0, 600))).toMatchObject({ status: 2, sense: { ...incorrectLength, information: 88 } });
    await expectGood(host, [cdb.modeSelect6(12), { write: blockLength(512) }]);
    expect(await host.command(cdb.verify6(fixed, 3))).toMatchObject({ status: 2, sense: { ...filemarkDetected, information: 2 } });
    expect((await placeOf(host)).object).toBe(3);
    expect(await host.command(cdb.verify6(fixed, 3))).toMatchObject({ status: 2, sense: { ...endOfData, information: 2 } });
  });

  it('with BYTCMP compares with what the host sends', async () => {
    const host = await tapeOf('AB');
    await expectGood(host, [cdb.rewind()], [cdb.verify6(byteCompare, 512), { write: block('A') }]);
    const other = Uint8Array.from(block('B'));
    other[511]! ^= 1;
    const answer = await host.command(cdb.verify6(byteCompare, 512), { write: other });
    expect(answer).toMatchObject({ status: 2, sense: { key: 0x0e, code: 0x1d00 } });
    await expectGood(
      host,
      [cdb.rewind()],
      [cdb.modeSelect6(12), { write: blockLength(512) }],
      [cdb.verify6(byteCompare | fixed, 2), { write: blocks('AB') }],
    );
  });

  it('with VBF verifies files, with VTE everything', async () => {
    const host = await tapeOf('A|BC|D');
    await expectGood(host, [cdb.rewind()], [cdb.verify6(byFilemarks, 2)]);
    expect(await placeOf(host)).toMatchObject({ object: 5, filemarks: 2 });
    await expectGood(host, [cdb.rewind()], [cdb.verify6(toEndOfData, 0)]);
    expect((await placeOf(host)).object).toBe(6);
    await expectGood(host, [cdb.rewind()]);
    expect(await host.command(cdb.verify6(byFilemarks, 3))).toMatchObject({ status: 2, sense: endOfData });
  });

  it('of nothing does nothing, and with IMMED ends at once', async () => {
    const host = await tapeOf('AB');
    await expectGood(host, [cdb.rewind()], [cdb.verify6(0, 0)]);
    expect((await placeOf(host)).object).toBe(0);
    await expectGood(host, [cdb.verify6(immediate, 512)]);
    expect((await placeOf(host)).object).toBe(1);
  });

  it.each([
    ['FIXED while no length is set', fixed, 1, 0],
    ['BYTCMP and IMMED', byteCompare | immediate, 512, undefined],
    ['VTE and VBF', toEndOfData | byFilemarks, 1, undefined],
    ['BYTCMP and VBF', byteCompare | byFilemarks, 1, undefined],
    ['a reserved bit', 0x40, 1, 6],
  ])('refuses %s', async (_, flags, length, bit) => {
    const host = await tapeOf('A');
    await expectGood(host, [cdb.rewind()]);
    const { status, sense } = await host.command(cdb.verify6(flags, length), { write: block('A') });
    expect({ status, sense }).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 1 } } });
    if (bit !== undefined) expect(sense?.fieldPointer?.bit).toBe(bit);
    expect((await placeOf(host)).object).toBe(0);
  });

  it('as VERIFY(16) begins where it is told (§5.5)', async () => {
    const host = await tapeOf('ABC|D');
    await expectGood(host, [cdb.rewind()], [cdb.verify16(1, byteCompare, 512), { write: block('B') }]);
    expect((await placeOf(host)).object).toBe(2);
    expect(await host.command(cdb.verify16(3, 0, 512))).toMatchObject({ status: 2, sense: { ...filemarkDetected, information: 512 } });
    expect(await host.command(cdb.verify16(9, 0, 512))).toMatchObject({ status: 2, sense: endOfData });
  });
});

describe('RECOVER BUFFERED DATA (SSC-4 §7.9)', () => {
  it('has nothing to give where all has reached the medium', async () => {
    const host = await tapeOf('AB');
    await expectGood(host, [cdb.writeFilemarks(0)]);
    expect(await host.command(cdb.recoverBufferedData(512), { read: 512 })).toMatchObject({
      status: 2,
      residual: 512,
      sense: { key: 0, code: 0x0005, endOfMedium: true, information: 512 },
    });
    expect((await placeOf(host)).object).toBe(2);
  });

  it('gives of nothing nothing, and refuses FIXED while no length is set', async () => {
    const host = await tapeOf('A');
    expect(await host.command(cdb.recoverBufferedData(0))).toMatchObject({ status: 0, residual: 0 });
    expect(await host.command(cdb.recoverBufferedData(1, { fixed: true }), { read: 512 })).toMatchObject({
      status: 2,
      sense: pointerTo(1, 0),
    });
  });
});
