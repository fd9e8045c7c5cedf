/** Blocks and filemarks over the wire (SSC-4 §4.2, §6, §7): lengths that disagree, marks, end of data, positions, writing in the middle. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, LabUnderTest, positionOf } from './lab-under-test.ts';
import { blockLength } from './mode-parameters.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest;
let initiator: Initiator;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
beforeEach(async () => {
  initiator = await lab.attachToBlank();
  await selectBlockLength(0);
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const noSense = 0;
const blankCheck = 8;
const filemarkDetected = { key: noSense, code: 0x0001, filemark: true, endOfMedium: false, incorrectLength: false };
const incorrectLength = { key: noSense, code: 0x0000, incorrectLength: true, filemark: false, endOfMedium: false };
const endOfData = { key: blankCheck, code: 0x0005, filemark: false, incorrectLength: false };
const beginningOfPartition = { key: noSense, code: 0x0004, endOfMedium: true, filemark: false };
const invalidFieldInCdb = { key: 5, code: 0x2400 };

const selectBlockLength = (length: number) => expectGood(initiator, [cdb.modeSelect6(12), { write: blockLength(length) }]);
const write = (data: Uint8Array) => expectGood(initiator, [cdb.write6(data.length), { write: data }]);
const read = (length: number, options = {}) => initiator.command(cdb.read6(length, options), { read: length });
const readFixed = (blocks: number, length = 512) => initiator.command(cdb.read6(blocks, { fixed: true }), { read: blocks * length });
const position = async () => (await positionOf(initiator)).object;

/** B for a block of 512 bytes, | for a filemark; the tape is at its beginning afterwards. */
async function tapeOf(objects: string): Promise<void> {
  for (const object of objects) await (object === 'B' ? write(pattern(512)) : expectGood(initiator, [cdb.writeFilemarks(1)]));
  await expectGood(initiator, [cdb.rewind()]);
}

describe('READ(6) of variable blocks (SSC-4 §6.4)', () => {
  it('gives each block as it was written', async () => {
    const lengths = [1, 2, 511, 512, 513, 65_536, 100_001, 3];
    for (const [index, length] of lengths.entries()) await write(pattern(length, index));
    await expectGood(initiator, [cdb.rewind()]);
    for (const [index, length] of lengths.entries()) {
      const { status, residual, data } = await read(length);
      expect({ status, residual, same: Buffer.compare(data, pattern(length, index)) }).toEqual({ status: 0, residual: 0, same: 0 });
    }
  });

  it('tells a shorter block: ILI, and how much shorter', async () => {
    await write(pattern(300));
    await expectGood(initiator, [cdb.rewind()]);
    expect(await read(1000)).toMatchObject({
      status: 2,
      residual: 700,
      data: { length: 300 },
      sense: { ...incorrectLength, information: 700 },
    });
    expect(await position()).toBe(1);
  });

  it('tells a longer block: ILI, and how much longer, as a negative number', async () => {
    await write(pattern(1000));
    await expectGood(initiator, [cdb.rewind()]);
    const answer = await read(400);
    expect(answer).toMatchObject({ status: 2, residual: 0, sense: { ...incorrectLength, information: -600 } });
    expect(Buffer.compare(answer.data, pattern(400))).toBe(0);
    expect(await position()).toBe(1);
  });

  it('with SILI says nothing of a shorter block, nor of a longer one while the block length is 0', async () => {
    await write(pattern(300));
    await write(pattern(1000));
    await expectGood(initiator, [cdb.rewind()]);
    expect(await read(800, { sili: true })).toMatchObject({ status: 0, residual: 500, data: { length: 300 } });
    expect(await read(800, { sili: true })).toMatchObject({ status: 0, residual: 0, data: { length: 800 } });
  });

  it('with SILI does tell a longer block when a block length is set', async () => {
    await write(pattern(300));
    await write(pattern(1000));
    await expectGood(initiator, [cdb.rewind()]);
    await selectBlockLength(512);
    expect(await read(800, { sili: true })).toMatchObject({ status: 0, residual: 500 });
    expect(await read(800, { sili: true })).toMatchObject({ status: 2, sense: { ...incorrectLength, information: -200 } });
  });

  it('stops at a filemark and stands behind it', async () => {
    await tapeOf('B|B');
    expect((await read(512)).status).toBe(0);
    const stopped = await read(512);
    expect(stopped).toMatchObject({ status: 2, residual: 512, sense: { ...filemarkDetected, information: 512 } });
    expect(await position()).toBe(2);
    expect((await read(512)).status).toBe(0);
  });

  it('finds nothing at end of data, however often it is asked', async () => {
    await tapeOf('B');
    expect((await read(512)).status).toBe(0);
    for (let again = 0; again < 2; again++) {
      expect(await read(512)).toMatchObject({ status: 2, residual: 512, sense: { ...endOfData, information: 512 } });
      expect(await position()).toBe(1);
    }
  });

  it('of no bytes neither reads nor moves', async () => {
    await tapeOf('|B');
    expect(await initiator.command(cdb.read6(0))).toMatchObject({ status: 0, residual: 0 });
    expect(await position()).toBe(0);
  });
});

describe('READ(6) of fixed blocks (SSC-4 §6.4)', () => {
  it('gives what was written in fixed blocks, in whatever groups', async () => {
    await selectBlockLength(512);
    await expectGood(initiator, [cdb.write6(7, { fixed: true }), { write: pattern(7 * 512) }], [cdb.rewind()]);
    const parts = [await readFixed(1), await readFixed(4), await readFixed(2)];
    expect(parts.every(({ status, residual }) => status === 0 && residual === 0)).toBe(true);
    expect(Buffer.compare(Buffer.concat(parts.map(({ data }) => data)), pattern(7 * 512))).toBe(0);
    expect(await position()).toBe(7);
  });

  it('stops at a filemark with the blocks that did not come', async () => {
    await tapeOf('BBB|B');
    await selectBlockLength(512);
    expect(await readFixed(10)).toMatchObject({
      status: 2,
      residual: 7 * 512,
      data: { length: 3 * 512 },
      sense: { ...filemarkDetected, information: 7 },
    });
    expect(await position()).toBe(4);
  });

  it('stops at end of data with the blocks that did not come', async () => {
    await tapeOf('BB');
    await selectBlockLength(512);
    expect(await readFixed(5)).toMatchObject({ status: 2, residual: 3 * 512, sense: { ...endOfData, information: 3 } });
    expect(await position()).toBe(2);
  });

  it.each([300, 700])('stops behind a block of another length: %i bytes', async (length) => {
    await tapeOf('BB');
    await expectGood(initiator, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    await write(pattern(length));
    await write(pattern(512));
    await expectGood(initiator, [cdb.rewind()]);
    await selectBlockLength(512);
    const { status, sense, data } = await readFixed(4);
    expect({ status, sense }).toMatchObject({ status: 2, sense: { ...incorrectLength, information: 2 } });
    expect(Buffer.compare(data.subarray(0, 1024), Buffer.concat([pattern(512), pattern(512)]))).toBe(0);
    expect(await position()).toBe(3);
    expect((await readFixed(1)).status).toBe(0);
  });

  it('is refused with SILI, and while no block length is set', async () => {
    await tapeOf('B');
    expect(await readFixed(1)).toMatchObject({ status: 2, sense: { ...invalidFieldInCdb, fieldPointer: { inCdb: true, byte: 1 } } });
    await selectBlockLength(512);
    const both = await initiator.command(cdb.read6(1, { fixed: true, sili: true }), { read: 512 });
    expect(both).toMatchObject({ status: 2, sense: { ...invalidFieldInCdb, fieldPointer: { inCdb: true, byte: 1 } } });
    expect(await position()).toBe(0);
  });

  it('of a tape that is read with variable commands in between', async () => {
    await tapeOf('BBB');
    await selectBlockLength(512);
    expect((await readFixed(1)).status).toBe(0);
    expect((await read(512)).status).toBe(0);
    expect((await readFixed(1)).status).toBe(0);
  });
});

describe('SPACE(6) (SSC-4 §6.6)', () => {
  const space = (code: number, count: number) => initiator.command(cdb.space(code, count));

  it.each<[string, string, number, number, number, number]>([
    ['blocks forwards', 'BBBB', 0, cdb.spaceBy.blocks, 3, 3],
    ['blocks backwards', 'BBBB', 4, cdb.spaceBy.blocks, -3, 1],
    ['no blocks', 'BB', 1, cdb.spaceBy.blocks, 0, 1],
    ['filemarks forwards, to behind the last', 'B|BB|B', 0, cdb.spaceBy.filemarks, 2, 5],
    ['filemarks backwards, to before the last', 'B|BB|B', 6, cdb.spaceBy.filemarks, -2, 1],
    ['no filemarks', '|B', 1, cdb.spaceBy.filemarks, 0, 1],
    ['sequential filemarks, to behind them', 'B|B||B', 0, cdb.spaceBy.sequentialFilemarks, 2, 5],
    ['sequential filemarks, to before them', 'B||B|B', 6, cdb.spaceBy.sequentialFilemarks, -2, 1],
    ['to end of data, whatever the count', 'B|B', 0, cdb.spaceBy.endOfData, 77, 3],
  ])('moves over %s', async (_, objects, from, code, count, to) => {
    await tapeOf(objects);
    await expectGood(initiator, [cdb.locate10(from)]);
    expect((await space(code, count)).status).toBe(0);
    expect(await position()).toBe(to);
  });

  it.each<[string, string, number, number, number, object, number, number]>([
    ['a filemark, and stands behind it', 'BB|B', 0, cdb.spaceBy.blocks, 5, filemarkDetected, 3, 3],
    ['a filemark backwards, and stands before it', 'B|BB', 4, cdb.spaceBy.blocks, -5, filemarkDetected, 3, 1],
    ['end of data', 'BBB', 1, cdb.spaceBy.blocks, 5, endOfData, 3, 3],
    ['end of data, looking for filemarks', 'B|B', 0, cdb.spaceBy.filemarks, 3, endOfData, 2, 3],
    ['the beginning', 'BBB', 2, cdb.spaceBy.blocks, -5, beginningOfPartition, 3, 0],
    ['the beginning, looking for filemarks', 'B|B', 3, cdb.spaceBy.filemarks, -3, beginningOfPartition, 2, 0],
    ['the beginning, at once', 'B', 0, cdb.spaceBy.blocks, -1, beginningOfPartition, 1, 0],
  ])('of blocks or marks stops at %s', async (_, objects, from, code, count, sense, information, to) => {
    await tapeOf(objects);
    await expectGood(initiator, [cdb.locate10(from)]);
    expect(await space(code, count)).toMatchObject({ status: 2, sense: { ...sense, information } });
    expect(await position()).toBe(to);
  });

  it('knows no other code', async () => {
    expect(await space(5, 1)).toMatchObject({ status: 2, sense: invalidFieldInCdb });
  });
});

describe('positions (SSC-4 §6.3, §7.7)', () => {
  it('LOCATE(10) finds every object, and READ POSITION tells it', async () => {
    await tapeOf('B|BB|B');
    for (const object of [3, 0, 6, 1, 5, 2]) {
      await expectGood(initiator, [cdb.locate10(object)]);
      expect(await positionOf(initiator)).toEqual({ object, beginning: object === 0, end: false });
    }
  });

  it('LOCATE(10) past end of data stops there', async () => {
    await tapeOf('BB');
    expect(await initiator.command(cdb.locate10(9))).toMatchObject({ status: 2, sense: endOfData });
    expect(await position()).toBe(2);
  });

  it('READ POSITION in its long form counts objects and filemarks', async () => {
    await tapeOf('B|BB|B');
    await expectGood(initiator, [cdb.locate10(5)]);
    const { status, data } = await initiator.command(cdb.readPosition({ long: true }), { read: 32 });
    expect(status).toBe(0);
    const bytes = Buffer.from(data);
    expect([bytes.readBigUInt64BE(8), bytes.readBigUInt64BE(16)]).toEqual([5n, 2n]);
  });

  it('READ BLOCK LIMITS tells 1 to 16 MiB - 1 (§7.6)', async () => {
    const { data } = await initiator.command(cdb.readBlockLimits(), { read: 6 });
    expect(Buffer.from(data).readUIntBE(1, 3)).toBe(0xff_ffff);
    expect(Buffer.from(data).readUInt16BE(4)).toBe(1);
  });
});

describe('what is written in the middle ends the data there (SSC-4 §4.2, §6.8)', () => {
  it.each<[string, () => Promise<unknown>, number]>([
    ['a block', () => write(pattern(100)), 3],
    ['a filemark', () => expectGood(initiator, [cdb.writeFilemarks(1)]), 3],
    ['three filemarks', () => expectGood(initiator, [cdb.writeFilemarks(3)]), 5],
    ['an erasure', () => expectGood(initiator, [cdb.erase()]), 2],
    ['a long erasure', () => expectGood(initiator, [cdb.erase({ long: true })]), 2],
  ])('%s', async (_, action, end) => {
    await tapeOf('BBBB|B');
    await expectGood(initiator, [cdb.locate10(2)]);
    await action();
    await expectGood(initiator, [cdb.rewind()], [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect(await position()).toBe(end);
  });

  it('but not a write of nothing, and not a flush', async () => {
    await tapeOf('BBBB');
    await expectGood(initiator, [cdb.locate10(2)], [cdb.write6(0)], [cdb.writeFilemarks(0)]);
    expect(await position()).toBe(2);
    await expectGood(initiator, [cdb.space(cdb.spaceBy.endOfData, 0)]);
    expect(await position()).toBe(4);
  });

  it('is read back at once, without a rewind in between', async () => {
    await write(pattern(700, 1));
    await expectGood(initiator, [cdb.space(cdb.spaceBy.blocks, -1)]);
    expect(Buffer.compare((await read(700)).data, pattern(700, 1))).toBe(0);
    await expectGood(initiator, [cdb.space(cdb.spaceBy.blocks, -1)]);
    await write(pattern(800, 2));
    await expectGood(initiator, [cdb.space(cdb.spaceBy.blocks, -1)]);
    expect(Buffer.compare((await read(800)).data, pattern(800, 2))).toBe(0);
  });
});

describe('BUFFERED MODE 0 (SSC-4 §8.3.1)', () => {
  it('writes through, and the data is as it should be', async () => {
    const unbuffered = blockLength(0);
    unbuffered[2] = 0x00;
    await expectGood(initiator, [cdb.modeSelect6(12), { write: unbuffered }]);
    const { data } = await initiator.command(cdb.modeSense6(0x3f), { read: 255 });
    expect(data[2]! & 0x70).toBe(0);
    await tapeOf('BB|');
    expect(Buffer.compare((await read(512)).data, pattern(512))).toBe(0);
  });
});
