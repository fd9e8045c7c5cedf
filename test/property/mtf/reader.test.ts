/** Whatever is on a tape, reading it comes to an end, throws nothing, and gives no data for those of a file that are not. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ContentDamage } from '../../../src/mtf/content.ts';
import { type MediaEvent, readMedia } from '../../../src/mtf/reader.ts';
import { surveyMedia } from '../../../src/mtf/survey.ts';
import { type TapeReader, UnreadableBlock } from '../../../src/mtf/tape.ts';
import { file, folder, pattern } from '../../unit/mtf/memory-tape.ts';
import { someFamily, TapeRow, writeTo } from '../../unit/mtf/round-trip.ts';

type Recorded = Uint8Array | 'filemark' | 'unreadable';

const blockBytes = 1024;

/** Once, and never behind the end: a reader that goes on asking is found out. */
function readerOf(recorded: readonly Recorded[]): TapeReader {
  let at = 0;
  return {
    read: async () => {
      if (at > recorded.length) throw new Error('read on behind the end');
      const next = recorded[at++];
      if (next === 'unreadable') throw new UnreadableBlock('a bad spot', blockBytes);
      return next ?? 'end';
    },
  };
}

/** The sums of all files that came whole. */
async function readAll(tapes: readonly (readonly Recorded[])[]): Promise<{ readonly whole: string[]; readonly events: MediaEvent[] }> {
  const rest = [...tapes];
  const whole: string[] = [];
  const events: MediaEvent[] = [];
  for await (const event of readMedia(async () => (rest.length > 0 ? readerOf(rest.shift()!) : undefined))) {
    events.push(event);
    if (event.event !== 'entry' || event.entry.kind !== 'file' || event.unreadable !== undefined) continue;
    const sum = createHash('sha256');
    try {
      for await (const piece of event.entry.content()) sum.update(piece);
      whole.push(sum.digest('hex'));
    } catch (error) {
      if (!(error instanceof ContentDamage)) throw error;
    }
  }
  return { whole, events };
}

const contents = [0, 1, 300, 490, 1024, 3000, 5000].map((length, index) => pattern(length, index + 1));
const sums = contents.map((content) => createHash('sha256').update(content).digest('hex'));
const entries = () => [
  folder(),
  ...contents.slice(0, 4).map((content, index) => file([`${index}`], [content])),
  folder('a'),
  ...contents.slice(4).map((content, index) => file(['a', `${index}`], [content])),
];
const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: blockBytes });
let tapes: Recorded[][];

beforeAll(async () => {
  // Two tapes: the first ends somewhere in the last file.
  const row = new TapeRow((tape) => ({ blockBytes, ...(tape === 0 && { earlyWarningBlock: 16 }) }));
  await writeTo(row, entries(), { family });
  tapes = row.tapes.map(({ recorded }) => [...recorded]);
  expect(tapes.length).toBe(2);
});

test('tapes that nobody spoilt are sound, and their set map has what is there', async () => {
  const rest = [...tapes];
  const survey = await surveyMedia(async () => (rest.length > 0 ? readerOf(rest.shift()!) : undefined), { entries: true });
  expect(survey.problems).toEqual([]);
  expect(survey).toMatchObject({ hasSetMap: true, sets: [{ files: 7, folders: 2, outcome: 'complete' }] });
  expect((await readAll(tapes)).whole).toEqual(sums);
});

test('one bit that is another one spoils no data without a word', async () => {
  const blocks = tapes.flatMap((tape, index) =>
    tape.flatMap((recorded, object) => (recorded instanceof Uint8Array ? [[index, object] as const] : [])),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...blocks), fc.nat(blockBytes * 8 - 1), async ([tape, object], bit) => {
      const spoilt = tapes.map((recorded) => [...recorded]);
      const block = Uint8Array.from(spoilt[tape]![object] as Uint8Array);
      block[bit >> 3]! ^= 1 << (bit & 7);
      spoilt[tape]![object] = block;
      const { whole, events } = await readAll(spoilt);
      for (const sum of whole) expect(sums).toContain(sum);
      if (whole.length < sums.length) expect(events.some(({ event }) => event === 'problem')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('blocks that cannot be read take only their own files', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), fc.nat(40)), { minLength: 1, maxLength: 4 }), async (spots) => {
      const spoilt = tapes.map((recorded) => [...recorded]);
      for (const [tape, object] of spots) if (spoilt[tape]![object] instanceof Uint8Array) spoilt[tape]![object] = 'unreadable';
      const { whole } = await readAll(spoilt);
      for (const sum of whole) expect(sums).toContain(sum);
    }),
    { numRuns: 300 },
  );
});

test('objects that are gone, twice there or in another order', async () => {
  const all = tapes.flat();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(all.length - 1), { maxLength: 30 }), { minLength: 1, maxLength: 3 }), async (orders) => {
      await readAll(orders.map((order) => [tapes[0]![0]!, ...order.map((index) => all[index]!)]));
    }),
    { numRuns: 300 },
  );
});

test('any bytes whatever', async () => {
  const anything = fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.constant('filemark' as const), fc.constant('unreadable' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { maxLength: 12 }), fc.boolean(), async (recorded, withHeader) => {
      await readAll([withHeader ? [tapes[0]![0]!, ...recorded] : recorded]);
    }),
    { numRuns: 300 },
  );
});

test('bytes put over those of a tape, anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.nat(40), fc.nat(blockBytes - 1), fc.uint8Array({ maxLength: 64 }), async (tape, object, at, bytes) => {
      const spoilt = tapes.map((recorded) => [...recorded]);
      const there = spoilt[tape]![object];
      if (!(there instanceof Uint8Array)) return;
      const block = Uint8Array.from(there);
      block.set(bytes.subarray(0, blockBytes - at), at);
      spoilt[tape]![object] = block;
      await readAll(spoilt);
    }),
    { numRuns: 300 },
  );
});
