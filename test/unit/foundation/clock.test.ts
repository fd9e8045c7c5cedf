import { describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '../../../src/foundation/clock.ts';

describe('ManualClock', () => {
  test('stands still until it is advanced', () => {
    const clock = new ManualClock(1000);
    expect([clock.now(), clock.elapsed()]).toEqual([1000, 1000]);
    clock.advance(5);
    expect([clock.now(), clock.elapsed()]).toEqual([1005, 1005]);
  });

  test('runs what falls due in the order of time, then of scheduling', () => {
    const clock = new ManualClock();
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name}@${clock.now()}`);
    clock.schedule(20, note('late'));
    clock.schedule(10, note('first'));
    clock.schedule(10, note('second'));
    clock.schedule(30, note('never'));
    clock.advance(20);
    expect(seen).toEqual(['first@10', 'second@10', 'late@20']);
    expect(clock.now()).toBe(20);
  });

  test('what an action schedules runs in the same advance when it is due', () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now());
      clock.schedule(10, tick);
    };
    clock.schedule(10, tick);
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
  });

  test('a cancelled call does not come', () => {
    const clock = new ManualClock();
    let called = false;
    const cancel = clock.schedule(1, () => {
      called = true;
    });
    cancel();
    clock.advance(10);
    expect(called).toBe(false);
  });
});

describe('systemClock', () => {
  test('calls back, and not before others that were due', async () => {
    const before = systemClock.elapsed();
    await new Promise<void>((resolve) => {
      systemClock.schedule(1, resolve);
      // The scheduled call must not be all that keeps the process alive; here something else does.
      setTimeout(() => {}, 1000).unref();
    });
    expect(systemClock.elapsed()).toBeGreaterThan(before);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  });

  test('a cancelled call does not come', async () => {
    let called = false;
    systemClock.schedule(0, () => {
      called = true;
    })();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(called).toBe(false);
  });
});
