import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../src/host/happening.ts';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { type Finding, outcomeOf } from '../../../src/reproduce/finding.ts';
import { compare, digestOf, sampleSource } from '../../../src/reproduce/source.ts';

const source = sampleSource(300_000);

/** Gives the source back, each entry as `change` has it. */
async function compared(change: (entry: TreeEntry) => readonly TreeEntry[], outcome: 'completed' | 'failed' = 'completed') {
  const events: HostEvent[] = [];
  await compare(
    source,
    (event) => events.push(event),
    async (receive) => {
      for await (const entry of source.entries()) for (const one of change(entry)) await receive(one);
      return { outcome };
    },
  );
  return events;
}

const spoiled = (entry: TreeEntry): TreeEntry =>
  entry.kind === 'file' && entry.path.at(-1) === 'store.edb'
    ? {
        ...entry,
        async *content() {
          let at = 0;
          for await (const piece of entry.content()) {
            yield at++ === 1 ? piece.map((byte, place) => (place === 17 ? byte ^ 1 : byte)) : piece;
          }
        },
      }
    : entry;

const differencesOf = (events: readonly HostEvent[]): readonly string[] => {
  const finding: Finding = { verdict: 'remedied', because: [] };
  return outcomeOf(
    {},
    { verdict: 'remedied', statements: [] },
    finding,
    events.map((event) => ({ atMs: 0, event })),
  ).differences;
};

describe('what was restored', () => {
  it('is what was backed up', async () => {
    const events = await compared((entry) => [entry]);
    const { sha256, files } = await digestOf(source.entries());
    expect(events).toEqual([{ event: 'host.data-compared', files, source: sha256, restored: sha256 }]);
    expect(differencesOf(events)).toEqual([]);
  });

  it.each<[string, (entry: TreeEntry) => readonly TreeEntry[], 'completed' | 'failed']>([
    ['one bit of it is another', (entry) => [spoiled(entry)], 'completed'],
    ['a file is missing', (entry) => (entry.path.at(-1) === 'boot.ini' ? [] : [entry]), 'completed'],
    ['a file has another name', (entry) => [entry.kind === 'file' ? { ...entry, path: [...entry.path, 'x'] } : entry], 'completed'],
    ['it could not be restored to its end', (entry) => [entry], 'failed'],
  ])('is not, where %s', async (_, change, outcome) => {
    expect(differencesOf(await compared(change, outcome))).toEqual(['what was restored is not what was backed up']);
  });

  it('is missed, where the article lets it be expected', () => {
    expect(differencesOf([])).toEqual(['nothing was restored']);
  });

  it('fills a tape of the size that is wanted, with data that are nowhere else the same', async () => {
    let bytes = 0;
    const pieces = new Set<string>();
    for await (const entry of source.entries()) {
      if (entry.kind !== 'file') continue;
      let length = 0;
      for await (const piece of entry.content()) {
        length += piece.length;
        if (entry.path.at(-1) === 'store.edb') pieces.add(Buffer.from(piece).toString('hex', 0, 64));
      }
      expect(length).toBe(entry.bytes);
      bytes += length;
    }
    expect(Math.abs(bytes - source.tapeBytes)).toBeLessThan(1024);
    expect(pieces.size).toBe(3);
  });
});
