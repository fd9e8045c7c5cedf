import { expect, test } from 'vitest';
import { capacityProblem, defaultEarlyWarningBytes, earlyWarningIn, equalParts } from '../../../src/cartridge/capacity.ts';

test('early warning begins a sixteenth before the end, on a large medium 2 GiB', () => {
  expect(defaultEarlyWarningBytes(1600)).toBe(100);
  expect(defaultEarlyWarningBytes(12e12)).toBe(2 * 1024 ** 3);
});

test('a chosen distance holds where it fits', () => {
  expect(earlyWarningIn(1600, null)).toBe(100);
  expect(earlyWarningIn(1600, 700)).toBe(700);
  expect(earlyWarningIn(1600, 0)).toBe(0);
  expect(earlyWarningIn(1600, 1600)).toBe(100);
});

test('equal parts lose nothing', () => {
  expect(equalParts(1000, 1)).toEqual([1000]);
  expect(equalParts(1003, 4)).toEqual([253, 250, 250, 250]);
});

const part = (capacityBytes: number, earlyWarningBytes = 0) => ({ capacityBytes, earlyWarningBytes });

test.each([
  [1000, [part(1000)], undefined],
  [1000, [part(400), part(600, 599)], undefined],
  [0, [part(0)], 'capacityBytes'],
  [1000.5, [part(1)], 'capacityBytes'],
  [1000, [], 'partitions'],
  [1000, Array.from({ length: 5 }, () => part(1)), 'partitions'],
  [1000, [part(500), part(0)], 'partitions'],
  [1000, [part(500), part(501)], 'partitions'],
  [1000, [part(500), part(400, 400)], 'earlyWarningBytes'],
  [1000, [part(500, -1)], 'earlyWarningBytes'],
] as const)('%d bytes as %j: %s', (capacityBytes, partitions, key) => {
  expect(capacityProblem(capacityBytes, partitions)?.key).toBe(key);
});
