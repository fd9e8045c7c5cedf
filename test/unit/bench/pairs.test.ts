import fc from 'fast-check';
import { expect, it } from 'vitest';
import { goalAtLeast } from '../../../bench/figure.ts';
import { median } from '../../../bench/median.ts';
import { alternate, compare, medianRatio } from '../../../bench/pairs.ts';

it('warms each subject up once and then alternates who is first', async () => {
  const order: string[] = [];
  const subject = (name: string) => async () => order.push(name);
  const samples = await alternate(3, [subject('a'), subject('b')]);
  expect(order.join('')).toBe('ab' + 'ab' + 'ba' + 'ab');
  expect(samples).toEqual([
    [3, 6, 7],
    [4, 5, 8],
  ]);
});

it('takes the median of the ratios, not the ratio of the medians', () => {
  expect(medianRatio([1, 10, 100], [1, 100, 10])).toBe(1);
  expect(medianRatio([1, 2, 30], [10, 4, 5])).toBe(0.5);
});

it('has as many values below its median as above', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

it('compares the first with the second, and without a second says what the first reached and judges nothing', () => {
  const asked = { name: 'READ', against: 'tgt', goal: goalAtLeast(1) };
  expect(compare(asked, { tapelab: [10, 20, 30], tgt: [20, 20, 20] }, 'MB/s')).toEqual({
    ...asked,
    unit: '×',
    value: 1,
    parts: { tapelab: 20, tgt: 20 },
    partsUnit: 'MB/s',
  });
  expect(compare(asked, { tapelab: [10, 20, 30] }, 'MB/s')).toEqual({ name: 'READ', unit: 'MB/s', value: 20 });
});
