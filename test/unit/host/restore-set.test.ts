/** A set among others on its tape, of which one is damaged: each is judged by itself. */
import { describe, expect, it } from 'vitest';
import { restoreSet } from '../../../src/host/restore-set.ts';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { file, folder, type MemoryTape, pattern } from '../mtf/memory-tape.ts';
import { someFamily, TapeRow, writeTo } from '../mtf/round-trip.ts';
import { Received } from './backup-tree.ts';

const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 1024 });
const trees: readonly TreeEntry[][] = [
  [folder(), file(['first'], [pattern(9000)])],
  [folder(), file(['second'], [pattern(9000, 2)])],
];

/** Two sets; a block is missing from that which is named. */
async function tapeWithDamageIn(set: number): Promise<MemoryTape> {
  const row = new TapeRow(() => ({ blockBytes: 1024 }));
  const { end } = await writeTo(row, trees[0]!, { family, writeBytes: 1024 });
  const begin = end!.physicalBlockAddress;
  await writeTo(row, trees[1]!, { family, writeBytes: 1024, after: end! });
  const { recorded } = row.tapes[0]!;
  const at = (set === 1 ? 0 : begin) + 5;
  expect(recorded[at]).toBeInstanceOf(Uint8Array);
  recorded.splice(at, 1);
  return row.tapes[0]!;
}

async function restored(number: number, tape: MemoryTape) {
  const media = [tape.reader()];
  const received = new Received();
  return { ...(await restoreSet(number, async () => media.shift(), received.receive)), received: [...received.files.keys()] };
}

describe('a set whose tape is damaged', () => {
  it('is restored where the damage is in another set', async () => {
    expect(await restored(2, await tapeWithDamageIn(1))).toMatchObject({
      outcome: 'completed',
      problems: [],
      files: 1,
      received: ['second'],
    });
    expect(await restored(1, await tapeWithDamageIn(2))).toMatchObject({
      outcome: 'completed',
      problems: [],
      files: 1,
      received: ['first'],
    });
  });

  it('is not whole where the damage is its own', async () => {
    for (const number of [1, 2]) {
      const { outcome, problems } = await restored(number, await tapeWithDamageIn(number));
      expect(outcome).toBe('failed');
      expect(problems).not.toEqual([]);
    }
  });

  it('has no end where it is not there', async () => {
    expect(await restored(3, await tapeWithDamageIn(1))).toMatchObject({ outcome: 'failed', files: 0 });
  });
});
