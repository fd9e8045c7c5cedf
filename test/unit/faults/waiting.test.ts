import { expect, it } from 'vitest';
import { wait, waitForEver } from '../../../src/faults/waiting.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

const aborted = new Error('aborted');
const abortable = () => {
  let abort = (): void => {};
  const end = new Promise<never>((_resolve, reject) => {
    abort = () => reject(aborted);
  });
  return { task: { untilAborted: <T>(what: Promise<T>) => Promise.race([what, end]) }, abort };
};

it('waits as long as it is told, whether or not there is a task set', async () => {
  const clock = new ManualClock();
  let over = 0;
  const waits = [wait(abortable().task, clock, 100), wait({}, clock, 100)].map((one) => one.then(() => (over += 1)));
  clock.advance(99);
  await Promise.resolve();
  expect(over).toBe(0);
  clock.advance(1);
  await Promise.all(waits);
  expect(over).toBe(2);
});

it('is over when the task is aborted, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  let running = 0;
  const counting = {
    ...clock,
    schedule: (delayMs: number, action: () => void) => {
      running += 1;
      const cancel = clock.schedule(delayMs, action);
      return () => {
        running -= 1;
        cancel();
      };
    },
  } as ManualClock;
  const { task, abort } = abortable();
  const waiting = wait(task, counting, 100);
  expect(running).toBe(1);
  abort();
  await expect(waiting).rejects.toBe(aborted);
  expect(running).toBe(0);
});

it('waits for ever until the task is aborted', async () => {
  const { task, abort } = abortable();
  const waiting = waitForEver(task);
  abort();
  await expect(waiting).rejects.toBe(aborted);
});
