import { describe, expect, it } from 'vitest';
import { file, folder, pattern } from './memory-tape.ts';
import { expected, readBack, someFamily, someSet, TapeRow, writeTo } from './round-trip.ts';

const smallFamily = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 2048 });

/** Sizes around what a logical, a physical block and a write end with; a name that has no room in its block; folders that are empty. */
const smallTree = () => [
  folder(),
  file(['empty.txt'], []),
  file(['one.bin'], [pattern(1)]),
  file(['short.bin'], [pattern(300, 2)]),
  file([`${'long name '.repeat(25)}.bin`], [pattern(700, 3)]),
  folder('a'),
  file(['a', 'block.bin'], [pattern(2048, 4)]),
  folder('a', 'nothing in it'),
  folder('b'),
  folder('b', 'c'.repeat(240), 'd'.repeat(240)),
  file(['b', 'c'.repeat(240), 'd'.repeat(240), 'deep.bin'], [pattern(3000, 5)]),
  folder('e'),
  file(['e', 'last.bin'], [pattern(5000, 6)]),
];

describe('a backup set', () => {
  it('is read back as it was written', async () => {
    const row = new TapeRow(() => ({ blockBytes: 16_384 }));
    const result = await writeTo(row, smallTree());
    const back = await readBack(row.tapes);
    expect(back.problems).toEqual([]);
    expect(back.outcomes).toEqual(['complete']);
    expect(back.entries).toEqual(await expected(smallTree()));
    expect(result).toMatchObject({ media: 1, directories: 6, files: 7, corrupt: [] });
  });

  for (const catalog of ['none', 'set-map', 'detail'] as const) {
    const family = { ...smallFamily, catalog };

    it(`spans and restores wherever its tape ends, catalog: ${catalog}`, async () => {
      const whole = new TapeRow(() => ({ blockBytes: 2048 }));
      await writeTo(whole, smallTree(), { family });
      const blocks = whole.tapes[0]!.recorded.length;
      const want = await expected(smallTree());
      const media: number[] = [];
      for (let end = 0; end <= blocks; end++) {
        for (const warned of [true, false]) {
          if (!warned && end < 2) continue;
          const row = new TapeRow((tape) => ({
            blockBytes: 2048,
            ...(tape === 0 && (warned ? { earlyWarningBlock: end } : { endBlock: end })),
          }));
          const result = await writeTo(row, smallTree(), { family, writeBytes: 2048 });
          const back = await readBack(row.tapes);
          const where = `${warned ? 'early warning' : 'end'} at block ${end}`;
          expect(back.entries, where).toEqual(want);
          expect(back.problems, where).toEqual([]);
          expect(back.outcomes, where).toEqual(['complete']);
          expect(result.end, where).toBeDefined();
          media.push(result.media);
        }
      }
      expect(new Set(media)).toEqual(new Set([1, 2]));
    });
  }

  it('spans where its tape ends within the header of a stream', async () => {
    // Of two bytes for each letter: blocks and data that end anywhere near the end of a physical block.
    for (let letters = 150; letters <= 200; letters++) {
      const entries = () => [
        folder(),
        folder('n'.repeat(letters)),
        file(['n'.repeat(letters), 'm'.repeat(letters)], [pattern(letters * 2)]),
      ];
      for (let end = 5; end < 10; end++) {
        const row = new TapeRow((tape) => ({ blockBytes: 512, ...(tape === 0 && { earlyWarningBlock: end }) }));
        const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 512, catalog: 'none' });
        await writeTo(row, entries(), { family, writeBytes: 512 });
        const back = await readBack(row.tapes);
        const where = `${letters} letters, end ${end}`;
        expect(back.problems, where).toEqual([]);
        expect(back.entries, where).toEqual(await expected(entries()));
      }
    }
  });

  it('has its set map whole on the last tape, wherever the one before ends in it', async () => {
    const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 512, catalog: 'set-map' });
    const entries = () => [folder(), file(['a'], [pattern(100)])];
    for (let end = 8; end < 14; end++) {
      const row = new TapeRow((tape) => ({ blockBytes: 512, ...(tape === 0 && { earlyWarningBlock: end }) }));
      // A set with a long name: its set map is longer than a block.
      await writeTo(row, entries(), { family, writeBytes: 512, set: { ...someSet, name: 'n'.repeat(60), description: 'd'.repeat(90) } });
      const back = await readBack(row.tapes);
      expect(back.problems, `end ${end}`).toEqual([]);
      expect(back.setMaps.at(-1)!.entries, `end ${end}`).toHaveLength(row.tapes.length);
    }
  });

  it('has physical blocks that are no longer than its blocks can point over', async () => {
    const write = (physicalBlockBytes: number) =>
      writeTo(new TapeRow(() => ({ blockBytes: physicalBlockBytes })), [folder()], { family: someFamily({ physicalBlockBytes }) });
    expect((await write(32_768)).end).toBeDefined();
    await expect(write(65_536)).rejects.toThrow('16 bits');
  });

  it('lets go of the file that it was at when it is given up', async () => {
    let open = 0;
    const content = async function* () {
      open += 1;
      try {
        for (;;) yield pattern(1000);
      } finally {
        open -= 1;
      }
    };
    const endless = { ...file(['endless.bin'], []), bytes: 1_000_000, content };
    const row = new TapeRow(() => ({ blockBytes: 2048, earlyWarningBlock: 20 }));
    const options = { family: smallFamily, writeBytes: 2048, nextMedium: () => Promise.reject(new Error('no tape')) };
    await expect(writeTo(row, [folder(), endless], options)).rejects.toThrow('no tape');
    expect(open).toBe(0);
  });
});
