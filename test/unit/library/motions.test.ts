import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { type MotionEnd, Motions } from '../../../src/library/motions.ts';

/** How it has ended by now. */
async function ended(motion: Promise<MotionEnd>): Promise<MotionEnd | undefined> {
  return Promise.race([motion, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
}

it('last as long as they are given, or for ever', async () => {
  const clock = new ManualClock();
  const motions = new Motions(clock);
  const [short, endless] = [motions.last(5), motions.last(Number.POSITIVE_INFINITY)];
  expect(await ended(motions.last(0))).toBe('over');
  clock.advance(4);
  expect(await ended(short)).toBeUndefined();
  clock.advance(1);
  expect(await ended(short)).toBe('over');
  clock.advance(1e12);
  expect(await ended(endless)).toBeUndefined();
  motions.hurry();
  expect(await ended(endless)).toBe('over');
  expect(await ended(motions.last(Number.POSITIVE_INFINITY))).toBe('over');
});

it('end with nobody waiting for them where they are told of it', async () => {
  const motions = new Motions(new ManualClock());
  const abandonment = new AbortController();
  const [told, untold] = [motions.last(5, abandonment.signal), motions.last(5)];
  abandonment.abort();
  expect([await ended(told), await ended(untold)]).toEqual(['abandoned', undefined]);
  expect(await ended(motions.last(5, abandonment.signal))).toBe('abandoned');
});

it('are stopped together, and stand still until they may go on', async () => {
  const clock = new ManualClock();
  const motions = new Motions(clock);
  const [one, other] = [motions.last(5), motions.last(7)];
  motions.halt();
  expect([await ended(one), await ended(other), await ended(motions.last(0))]).toEqual(['stopped', 'stopped', 'stopped']);
  expect(motions.halted).toBe(true);
  motions.resume();
  const next = motions.last(5);
  clock.advance(5);
  expect(await ended(next)).toBe('over');
});
