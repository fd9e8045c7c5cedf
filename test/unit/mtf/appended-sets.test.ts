import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { file, folder, pattern } from './memory-tape.ts';
import { expected, readBack, someFamily, TapeRow, writeTo } from './round-trip.ts';
import { blocksOf, type DumpedBlock, dump } from './tape-dump.ts';

const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 1024 });
const options = { family, writeBytes: 1024 };

const first = (): TreeEntry[] => [folder(), file(['first'], [pattern(900)])];
const second = (): TreeEntry[] => [folder(), file(['second'], [pattern(2000, 2)])];
const setLine = 'SSET VOLB DIRB FILE ESPB | ESET ESET |';

describe('a set that is appended', () => {
  it('stands behind the last, and the set map tells of both', async () => {
    const row = new TapeRow(() => ({ blockBytes: 1024 }));
    const { end } = await writeTo(row, first(), options);
    expect(end).toMatchObject({ medium: 1, sets: 1, physicalBlockAddress: row.tapes[0]!.recorded.length });
    const { end: last } = await writeTo(row, second(), { ...options, after: end! });
    expect(dump(row.tapes[0]!).replaceAll(' ESPB', '')).toBe(`TAPE | ${setLine} ${setLine}`.replaceAll(' ESPB', ''));
    const back = await readBack(row.tapes);
    expect(back.problems).toEqual([]);
    expect(back.outcomes).toEqual(['complete', 'complete']);
    expect(back.entries).toEqual([...(await expected(first())), ...(await expected(second()))]);
    const map = back.setMaps.at(-1)!;
    expect(
      map.entries.map(({ dataSetNumber, startOfSetAddress, files, directories, displayableSize }) => [
        dataSetNumber,
        startOfSetAddress,
        files,
        directories,
        displayableSize,
      ]),
    ).toEqual([
      [1, 2n, 1, 1, 900n],
      [2, BigInt(end!.physicalBlockAddress), 1, 1, 2000n],
    ]);
    expect(last!.sets).toBe(2);
  });

  it('goes on from tape to tape wherever the first one ends, and that tape tells where its last set ends', async () => {
    const alone = new TapeRow(() => ({ blockBytes: 1024 }));
    const { end } = await writeTo(alone, first(), options);
    const begin = end!.physicalBlockAddress;
    const want = [...(await expected(first())), ...(await expected(second()))];
    for (let blocks = begin; blocks < begin + 12; blocks++) {
      for (const end of [{ earlyWarningBlock: blocks }, { endBlock: blocks }]) {
        const row = new TapeRow((tape) => ({ blockBytes: 1024, ...(tape === 0 && end) }));
        const written = await writeTo(row, first(), options);
        const result = await writeTo(row, second(), { ...options, after: written.end! });
        const back = await readBack(row.tapes);
        const where = JSON.stringify(end);
        expect(back.problems, where).toEqual([]);
        expect(back.entries, where).toEqual(want);
        expect(back.outcomes, where).toEqual(['complete', 'complete']);
        if (result.media === 1) continue;
        const marker = blocksOf(row.tapes[0]!).find((block) => block !== 'filemark' && block.type === 'EOTM') as DumpedBlock;
        expect(marker.attributes, where).toBe(0);
        const address = Number(marker.bytes.readBigUInt64LE(52));
        expect(Buffer.from(row.tapes[0]!.recorded[address] as Uint8Array).toString('latin1', 0, 4), where).toBe('ESET');
        expect(row.tapes[0]!.recorded[address + 1], where).toBe('filemark');
      }
    }
  });

  it('leaves no word of its tape on those behind', async () => {
    const row = new TapeRow((tape) => ({ blockBytes: 1024, ...(tape < 2 && { earlyWarningBlock: 12 }) }));
    const { end } = await writeTo(row, first(), options);
    await writeTo(row, [folder(), file(['long'], [pattern(20_000)])], { ...options, after: end! });
    const markers = row.tapes.flatMap(blocksOf).filter((block): block is DumpedBlock => block !== 'filemark' && block.type === 'EOTM');
    // A set ends on the first, and none on the second.
    expect(markers.map(({ attributes }) => attributes)).toEqual([0, 0x10000]);
  });
});
