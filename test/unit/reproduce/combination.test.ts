import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinationsOf, folded, valuesInWords } from '../../../src/reproduce/combination.ts';

const axes = { os: ['a', 'b', 'c'], fix: [0, 1], again: [false, true] } as const;

describe('combinations', () => {
  it('are all, the last axis changing first', () => {
    const all = combinationsOf(axes);
    expect(all).toHaveLength(12);
    expect(all.slice(0, 3)).toEqual([
      { os: 'a', fix: 0, again: false },
      { os: 'a', fix: 0, again: true },
      { os: 'a', fix: 1, again: false },
    ]);
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(12);
  });
});

describe('rows of a table', () => {
  it('fold into one where an axis makes no difference', () => {
    const rows = combinationsOf(axes).map((combination) => ({ combination, outcome: combination.os === 'b' ? 'bad' : 'good' }));
    expect(folded(axes, rows, String)).toEqual([
      { values: { os: ['a', 'c'], fix: [0, 1], again: [false, true] }, outcome: 'good', count: 8 },
      { values: { os: ['b'], fix: [0, 1], again: [false, true] }, outcome: 'bad', count: 4 },
    ]);
    expect(valuesInWords([0, 1], [0, 1])).toBe('any');
    expect(valuesInWords(['a', true], ['a', true, 'c'])).toBe('a, yes');
  });

  it('stand for each combination once, with its outcome', () => {
    const all = combinationsOf(axes);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: all.length, maxLength: all.length }), (outcomes) => {
        const rows = all.map((combination, at) => ({ combination, outcome: outcomes[at]! }));
        const blocks = folded(axes, rows, String);
        for (const { combination, outcome } of rows) {
          const holding = blocks.filter(({ values }) =>
            Object.entries(combination).every(([name, value]) => values[name]!.includes(value)),
          );
          expect(holding.map((block) => block.outcome)).toEqual([outcome]);
        }
        expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      }),
    );
  });
});
