import { expect, it } from 'vitest';
import { type Figure, goalAtLeast, goalAtMost, meets } from '../../../bench/figure.ts';

const figure = (value: number, goal?: Figure['goal']): Figure => ({ name: 'WRITE', unit: '×', value, ...(goal && { goal }) });

it.each([
  [2.0, goalAtLeast(2), true],
  [1.99, goalAtLeast(2), false],
  [1.3, goalAtMost(1.3), true],
  [1.31, goalAtMost(1.3), false],
])('holds %d against its goal', (value, goal, met) => {
  expect(meets(figure(value, goal))).toBe(met);
});

it.each([
  [1.2, goalAtLeast(2), true],
  [1.19, goalAtLeast(2), false],
  [2.1, goalAtMost(1.3), true],
  [2.2, goalAtMost(1.3), false],
])('leaves room for noise around %d in the short form', (value, goal, met) => {
  expect(meets(figure(value, goal), 'short')).toBe(met);
});

it('does not judge what has no goal, nor in the short form what has none there', () => {
  expect(meets(figure(1))).toBeUndefined();
  expect(meets(figure(9, { bound: 'at most', value: 0.5 }), 'short')).toBeUndefined();
  expect(meets(figure(9, { bound: 'at most', value: 0.5 }))).toBe(false);
});
