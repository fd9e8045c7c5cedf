import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Counters } from '../../../src/tape/counters.ts';

const hour = 3_600_000;

test('motion is what moves the tape and what the data take', () => {
  const counters = new Counters(new ManualClock(), 100);
  counters.add('motionMs', hour);
  counters.add('bytesToMedium', 100 * 3600);
  counters.add('bytesFromMedium', 50 * 3600);
  expect(counters.motionHours).toBeCloseTo(2.5);
  expect(new Counters(new ManualClock(), 0).motionHours).toBe(0);
});

test('cleanings are remembered, the last three of them', () => {
  const counters = new Counters(new ManualClock(), 0);
  expect(counters.motionHoursSinceCleanings).toEqual([0, 0, 0]);
  for (let cleaning = 0; cleaning < 4; cleaning++) {
    counters.add('motionMs', hour);
    counters.cleaned();
  }
  counters.add('motionMs', hour);
  expect(counters.cleanings).toBe(4);
  expect(counters.motionHoursSinceCleanings).toEqual([1, 2, 3]);
});

test('a mount begins anew, the life goes on', () => {
  const clock = new ManualClock();
  const counters = new Counters(clock, 0);
  counters.add('bytesFromHosts', 5);
  clock.advance(hour);
  counters.mounted();
  clock.advance(hour / 2);
  counters.add('bytesFromHosts', 7);
  expect([counters.lifetime.bytesFromHosts, counters.mount.bytesFromHosts, counters.loads]).toEqual([12, 7, 1]);
  expect(counters.mountedMs).toBe(hour / 2);
  expect(counters.powerOnHours).toBe(1.5);
});
