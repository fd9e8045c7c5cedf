/** Whatever is backed up, in blocks of whatever size and on tapes that end wherever they do, comes back as it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/mtf/tree.ts';
import { file, folder, pattern } from '../unit/mtf/memory-tape.ts';
import { expected, readBack, someFamily, TapeRow, writeTo } from '../unit/mtf/round-trip.ts';

interface Folder {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly piece: number }[];
  readonly folders: readonly { readonly name: string; readonly inside: Folder }[];
}

const name = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcxyz.0 äß€漢') }) },
  { weight: 1, arbitrary: fc.integer({ min: 150, max: 255 }).map((length) => 'n'.repeat(length)) },
);

/** Around what a logical block, a physical block and a write end with, as often as anything else. */
const size = fc.oneof(
  fc.integer({ min: 0, max: 3000 }),
  fc.tuple(fc.constantFrom(512, 1024, 2048, 16_384, 65_536), fc.integer({ min: -200, max: 30 })).map(([boundary, off]) => boundary + off),
);

const files = fc.uniqueArray(fc.record({ name, bytes: size, piece: fc.integer({ min: 1, max: 70_000 }) }), {
  maxLength: 4,
  selector: ({ name }) => name,
});

const within = (inside: fc.Arbitrary<Folder>): fc.Arbitrary<Folder> =>
  fc.record({ files, folders: fc.uniqueArray(fc.record({ name, inside }), { maxLength: 3, selector: ({ name }) => name }) });

const leaf: fc.Arbitrary<Folder> = files.map((files) => ({ files, folders: [] }));
const tree = within(within(within(leaf)));

function* entriesOf({ files, folders }: Folder, path: string[] = []): Generator<TreeEntry> {
  yield folder(...path);
  for (const { name, bytes, piece } of files) {
    const data = pattern(bytes, bytes + 1);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes; at += piece) pieces.push(data.subarray(at, at + piece));
    yield file([...path, name], pieces);
  }
  for (const { name, inside } of folders) yield* entriesOf(inside, [...path, name]);
}

const blocks = fc.constantFrom([512, 512], [512, 2048], [1024, 1024], [1024, 16_384], [512, 32_768]) as fc.Arbitrary<[512 | 1024, number]>;

describe('Microsoft Tape Format', () => {
  it('gives back every tree from every row of tapes', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        blocks,
        fc.constantFrom('none', 'set-map', 'detail'),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 14, max: 120 })), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (tree, [formatLogicalBlockBytes, physicalBlockBytes], catalog, ends, blocksAtOnce) => {
          const row = new TapeRow((tape) => {
            const [warned, end] = ends[tape] ?? [true, Number.POSITIVE_INFINITY];
            return { blockBytes: physicalBlockBytes, ...(warned ? { earlyWarningBlock: end } : { endBlock: end }) };
          });
          const family = someFamily({ formatLogicalBlockBytes, physicalBlockBytes, catalog });
          const result = await writeTo(row, entriesOf(tree), { family, writeBytes: blocksAtOnce * physicalBlockBytes });
          const back = await readBack(row.tapes);
          expect(back.problems).toEqual([]);
          expect(back.outcomes).toEqual(['complete']);
          expect(back.entries).toEqual(await expected(entriesOf(tree)));
          expect(result.media).toBe(row.tapes.length);
          if (catalog !== 'none') expect(back.setMaps.at(-1)!.entries).toHaveLength(result.media);
        },
      ),
      // Making it smaller takes longer than anybody waits: the seed is what tells.
      { numRuns: 60, endOnFailure: true },
    );
  });
});
