import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { StandstillError, VirtualClock } from '../../../src/foundation/virtual-clock.ts';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a virtual clock', () => {
  it('jumps from one moment to the next for which somebody waits, and tells their times', async () => {
    const clock = new VirtualClock({ quiet: () => true, now: 1000 });
    const times: number[] = [];
    await clock.run(
      new Promise<void>((resolve) => {
        clock.schedule(90_000, () => {
          times.push(clock.now());
          clock.schedule(5000, () => {
            times.push(clock.now());
            resolve();
          });
        });
        clock.schedule(30, () => times.push(clock.now()));
      }),
    );
    expect(times).toEqual([1030, 91_000, 96_000]);
  });

  it('stands still while something is on its way', async () => {
    let underWay = 1;
    const clock = new VirtualClock({ quiet: () => underWay === 0 });
    let late = false;
    clock.schedule(1, () => {
      late = true;
    });
    const arrival = (async () => {
      await turns(20);
      const before = late;
      underWay = 0;
      await new Promise<void>((resolve) => void clock.schedule(1, resolve));
      return [before, late];
    })();
    expect(await clock.run(arrival)).toEqual([false, true]);
  });

  it('answers what the work ended with, be it an error', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    expect(await clock.run(Promise.resolve(7))).toBe(7);
    await expect(clock.run(Promise.reject(new Error('worse')))).rejects.toThrow('worse');
  });

  it('does not wait for what nothing will bring about', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow(StandstillError);
  });

  it('does not go on for ever either', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    const poll = (): void => void clock.schedule(1000, poll);
    poll();
    await expect(clock.run(new Promise(() => {}), 60_000)).rejects.toThrow(StandstillError);
    expect(clock.elapsed()).toBe(60_000);
  });

  it('gives up what is on its way and never arrives', async () => {
    const patience = new ManualClock();
    const clock = new VirtualClock({ quiet: () => false, patience });
    const run = clock.run(new Promise(() => {}));
    await turns(5);
    patience.advance(30_001);
    await expect(run).rejects.toThrow(/has not arrived/);
  });

  it('is patient with what goes on arriving', async () => {
    const patience = new ManualClock();
    let arrived = 0;
    const clock = new VirtualClock({ quiet: () => false, arrived: () => arrived, patience });
    let finish = (_: string): void => {};
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const run = clock.run(work);
    for (; arrived < 3; arrived++) {
      await turns(5);
      patience.advance(29_000);
    }
    finish('done');
    await expect(run).resolves.toBe('done');
  });
});
