/** How a set stands on its tapes: by a dump of its own, case by case of "End Of Medium processing". */
import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { file, folder, type MemoryTape, pattern } from './memory-tape.ts';
import { readBack, someFamily, TapeRow, writeTo } from './round-trip.ts';
import { blocksOf, type DumpedBlock, dump } from './tape-dump.ts';

const BLOCK = 1024;
const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: BLOCK });
const withoutCatalog = { ...family, catalog: 'none' } as const;

const tree = (): TreeEntry[] => [folder(), file(['a'], [pattern(1400)]), folder('sub'), file(['sub', 'b'], [pattern(10, 2)])];

/** The first tape ends with this block or filemark, counted from 1; the others never. */
async function spanned(end: number, { catalog = 'detail' as 'none' | 'set-map' | 'detail' } = {}) {
  const row = new TapeRow((tape) => ({ blockBytes: BLOCK, ...(tape === 0 && { earlyWarningBlock: end - 1 }) }));
  const result = await writeTo(row, tree(), { family: { ...family, catalog }, writeBytes: BLOCK });
  return { row, result, dumps: row.tapes.map(dump) };
}

const blockAt = (tape: MemoryTape, index: number): DumpedBlock => blocksOf(tape)[index] as DumpedBlock;

describe('a set on its tape', () => {
  it('stands between filemarks, and its end behind it', async () => {
    const { dumps } = await spanned(100, { catalog: 'none' });
    expect(dumps).toEqual(['TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | ESET |']);
  });

  it('has a catalog between two ends', async () => {
    // In one write: where the detail is has to be known before it is on the tape.
    const row = new TapeRow(() => ({ blockBytes: BLOCK }));
    await writeTo(row, tree(), { family });
    const [tape] = row.tapes;
    expect(dump(tape!)).toBe('TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | ESET ESET |');
    const ends = blocksOf(tape!).filter((block) => block !== 'filemark' && block.type === 'ESET') as DumpedBlock[];
    const detail = Number(ends[1]!.bytes.readBigUInt64LE(60));
    const map = Number(ends[1]!.bytes.readBigUInt64LE(68));
    // Both begin a physical block, at the address that the second end has of them.
    expect(Buffer.from(tape!.recorded[detail] as Uint8Array).toString('latin1', 0, 4)).toBe('TFDD');
    expect(Buffer.from(tape!.recorded[map] as Uint8Array).toString('latin1', 0, 4)).toBe('TSMP');
    expect(ends[1]!.bytes.readUInt16LE(76)).toBe(1);
    expect(Number(ends[0]!.bytes.readBigUInt64LE(68))).toBe(0);
  });

  it('counts format logical addresses from its beginning', async () => {
    const { row } = await spanned(100);
    const blocks = blocksOf(row.tapes[0]!).filter((block): block is DumpedBlock => block !== 'filemark');
    const inSet = blocks.filter(({ type }) => type !== 'TAPE' && type !== 'ESET');
    expect(inSet.map(({ type, address }) => `${type} ${address}`)).toEqual([
      'SSET 0',
      'VOLB 1',
      'DIRB 2',
      'FILE 3',
      'DIRB 7',
      'FILE 8',
      'ESPB 9',
    ]);
    expect(Number(inSet[0]!.bytes.readBigUInt64LE(80))).toBe(2);
  });

  it('has control blocks that count up', async () => {
    const { row } = await spanned(100, { catalog: 'none' });
    const blocks = blocksOf(row.tapes[0]!).filter((block): block is DumpedBlock => block !== 'filemark' && block.type !== 'TAPE');
    expect(blocks.map(({ bytes }) => bytes.readUInt32LE(36))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('a tape that ends', () => {
  it('before the set has a block: the set is on the next', async () => {
    expect((await spanned(2)).dumps).toEqual(['TAPE | EOTM |', 'TAPE* | SSET VOLB DIRB FILE DIRB FILE ESPB | ESET ESET |']);
  });

  it('behind SSET and VOLB: both are repeated', async () => {
    const { dumps, row } = await spanned(3);
    expect(dumps).toEqual(['TAPE | SSET VOLB | EOTM |', 'TAPE* | SSET* VOLB* DIRB FILE DIRB FILE ESPB | ESET ESET |']);
    // No set ends on the first; and what goes on has the address that it would have had.
    expect(blockAt(row.tapes[0]!, 5).attributes).toBe(0x10000);
    expect([2, 3, 4].map((index) => blockAt(row.tapes[1]!, index).address)).toEqual([0, 1, 2]);
    expect(Number(blockAt(row.tapes[1]!, 2).bytes.readBigUInt64LE(80))).toBe(2);
  });

  it("behind the beginning of a file's data: its block is repeated, and the rest begins with a logical block", async () => {
    const { dumps, row } = await spanned(4);
    expect(dumps).toEqual(['TAPE | SSET VOLB DIRB FILE | EOTM |', 'TAPE* | SSET* VOLB* DIRB* FILE* DIRB FILE ESPB | ESET ESET |']);
    const second = row.tapes[1]!;
    expect([2, 3, 4, 5, 6].map((index) => blockAt(second, index).address)).toEqual([0, 1, 2, 3, 7]);
    const { bytes } = blockAt(second, 5);
    const header = bytes.readUInt16LE(8);
    const onFirst = 512 - header - 22;
    expect(bytes.toString('latin1', header, header + 4)).toBe('STAN');
    expect(bytes.readUInt16LE(header + 6)).toBe(0x21);
    expect(Number(bytes.readBigUInt64LE(header + 8))).toBe(1400 - onFirst);
    const rest = Buffer.concat(second.recorded.slice(4, 6) as Uint8Array[]).subarray(0, 1400 - onFirst);
    expect(rest.equals(Buffer.from(pattern(1400)).subarray(onFirst))).toBe(true);
  });

  it("behind a file's data: its block is not repeated", async () => {
    expect((await spanned(6, { catalog: 'none' })).dumps).toEqual([
      'TAPE | SSET VOLB DIRB FILE DIRB | EOTM |',
      'TAPE* | SSET* VOLB* DIRB* FILE | ESET |',
    ]);
  });

  it('behind the data of the set: the next tells only of its end', async () => {
    const { dumps, row } = await spanned(7, { catalog: 'none' });
    expect(dumps).toEqual(['TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | EOTM |', "TAPE* | SSET*' | ESET |"]);
    expect((await readBack(row.tapes)).outcomes).toEqual(['complete']);
  });

  it('with the filemark behind the data: that is not written twice', async () => {
    expect((await spanned(8, { catalog: 'none' })).dumps).toEqual([
      'TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | EOTM |',
      "TAPE* | SSET*' | ESET |",
    ]);
    expect((await spanned(8)).dumps).toEqual(['TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | EOTM |', "TAPE* | SSET*' | ESET ESET |"]);
  });

  it('behind the first end: that is repeated, and the catalog is on the next', async () => {
    const { dumps, row } = await spanned(9);
    expect(dumps).toEqual(['TAPE | SSET VOLB DIRB FILE DIRB FILE ESPB | ESET | EOTM |', "TAPE* | SSET*' | ESET*' ESET |"]);
    expect(blockAt(row.tapes[1]!, 5).bytes.readUInt16LE(76)).toBe(2);
  });

  it('in the midst of the set map: that is whole on the next', async () => {
    for (const end of [10, 11]) {
      const { row, result } = await spanned(end);
      expect(result.media).toBe(2);
      const maps = row.tapes.map(
        ({ recorded }) => recorded.filter((entry) => entry !== 'filemark' && Buffer.from(entry).toString('latin1', 0, 4) === 'TSMP').length,
      );
      expect(maps[1]).toBe(1);
      const { setMaps, problems } = await readBack(row.tapes);
      expect(problems).toEqual([]);
      expect(setMaps.at(-1)!.entries.map(({ mediaSequenceNumber, dataSetNumber }) => [mediaSequenceNumber, dataSetNumber])).toEqual([
        [1, 1],
        [2, 1],
      ]);
    }
  });

  it('with the last of the set: nothing more is asked for', async () => {
    const whole = await spanned(100);
    const blocks = whole.row.tapes[0]!.recorded.length;
    for (const end of [blocks - 1, blocks]) {
      const { dumps, result } = await spanned(end);
      expect(dumps).toEqual(whole.dumps);
      expect(result).toMatchObject({ media: 1, end: { physicalBlockAddress: blocks } });
    }
  });

  it('and nobody has another: the beginning stays', async () => {
    const row = new TapeRow(() => ({ blockBytes: BLOCK, earlyWarningBlock: 3 }));
    const result = await writeTo(row, tree(), { family, nextMedium: async () => undefined });
    expect(result.end).toBeUndefined();
    expect((await readBack(row.tapes)).outcomes).toEqual(['truncated']);
  });

  it('before it could take anything is refused', async () => {
    const row = new TapeRow((tape) => ({ blockBytes: BLOCK, earlyWarningBlock: tape === 0 ? 4 : 2 }));
    await expect(writeTo(row, tree(), { family, writeBytes: BLOCK })).rejects.toMatchObject({ code: 'mtf-tape-too-short' });
    expect(row.tapes.length).toBeLessThan(4);
    const none = new TapeRow(() => ({ blockBytes: BLOCK, endBlock: 0 }));
    await expect(writeTo(none, tree(), { family: withoutCatalog })).rejects.toMatchObject({ code: 'mtf-tape-too-short' });
  });
});
