/**
 * READ ELEMENT STATUS walked as Windows' drivers walk it, which believe every count and stop at nothing: whatever the library looks like and whatever is
 * asked for, the walk ends where the data end and has met each element that was asked for, once, in an order that depends on nothing else.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ElementLayout } from '../../../src/library/element.ts';
import { changerWithLibrary, type ElementRequest, readElementStatus } from '../../unit/changer/host.ts';

const types = ['mediumTransport', 'storage', 'importExport', 'dataTransfer'] as const;

/** Four ranges that do not overlap, in any order, with gaps between them. */
const layouts: fc.Arbitrary<ElementLayout> = fc
  .tuple(
    fc.shuffledSubarray([...types], { minLength: 4 }),
    fc.array(fc.record({ gap: fc.nat(3), count: fc.nat(6) }), { minLength: 4, maxLength: 4 }),
  )
  .map(([order, ranges]) => {
    let next = 0;
    const placed = order.map((type, index) => {
      const { gap, count } = ranges[index]!;
      const first = next + gap;
      next = first + count;
      return [type, { first, count }] as const;
    });
    return Object.fromEntries(placed) as ElementLayout;
  });

const requests: fc.Arbitrary<Required<Omit<ElementRequest, 'length' | 'currentData'>>> = fc.record({
  type: fc.nat(4),
  start: fc.nat(40),
  count: fc.oneof(fc.nat(30), fc.constant(0xffff)),
  tags: fc.boolean(),
  identifiers: fc.boolean(),
});

/** The addresses met, and where whole descriptors end; throws where the counts lead out of the data. */
function walk(data: Buffer): { met: number[]; ends: number[] } {
  const met: number[] = [];
  const ends = [8];
  let remaining = data.readUInt16BE(2);
  let at = 8;
  while (remaining > 0) {
    const length = data.readUInt16BE(at + 2);
    let inPage = data.readUIntBE(at + 5, 3) / length;
    for (at += 8; inPage > 0; inPage--, remaining--, at += length) {
      met.push(data.readUInt16BE(at));
      ends.push(at + length);
    }
  }
  expect([remaining, at]).toEqual([0, data.length]);
  return { met, ends };
}

test('the counts lead to the end, and meet what was asked for', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, requests, fc.nat(1500), async (layout, request, length) => {
      const { host } = await changerWithLibrary({ layout, elementStatus: { alternateVolumeTags: request.tags } });
      const { data } = await readElementStatus(host, request);
      const wanted = types
        .filter((_, index) => request.type === 0 || request.type === index + 1)
        .flatMap((type) => Array.from({ length: layout[type].count }, (_, index) => layout[type].first + index));
      const lowest = wanted.filter((address) => address >= request.start).toSorted((a, b) => a - b);
      const expected = lowest.slice(0, request.count);
      const { met, ends } = walk(data);
      expect(met.toSorted((a, b) => a - b)).toEqual(expected);
      expect([data.readUInt16BE(0), data.readUIntBE(5, 3)]).toEqual([expected[0] ?? 0, data.length - 8]);

      // Less room: the beginning of the same, and not one byte of a descriptor that has none.
      const { data: less } = await readElementStatus(host, { ...request, length });
      expect(less.equals(data.subarray(0, less.length))).toBe(true);
      expect(less.length).toBe(length < 8 ? length : ends.findLast((end) => end <= length));
    }),
    { numRuns: 60 },
  );
});

test('a host that reads on behind the last address meets every element once', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, fc.integer({ min: 1, max: 7 }), async (layout, count) => {
      const { host } = await changerWithLibrary({ layout });
      const whole = walk((await readElementStatus(host)).data).met.toSorted((a, b) => a - b);
      const met: number[] = [];
      for (let start = 0; ; ) {
        const part = walk((await readElementStatus(host, { start, count })).data).met.toSorted((a, b) => a - b);
        if (part.length === 0) break;
        met.push(...part);
        start = part.at(-1)! + 1;
      }
      expect(met).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});
