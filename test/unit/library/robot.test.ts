import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { PlainRobot } from '../../../src/library/robot.ts';
import { layout } from './tape-room.ts';

const slow = { moveMs: 10_000, positionMs: 4_000, scanMs: 1_000 };
const element = { type: 'storage', address: layout.storage.first, number: 1 } as const;
const rested = () => new Promise((resolve) => setImmediate(resolve));

/** Whether each of them has come to its end. */
function watch(...promises: readonly Promise<unknown>[]): () => Promise<readonly boolean[]> {
  const ended = promises.map(() => false);
  for (const [index, promise] of promises.entries())
    void promise.then(() => {
      ended[index] = true;
    });
  return async () => {
    await rested();
    return ended;
  };
}

it('takes its time, and never fails', async () => {
  const clock = new ManualClock();
  const robot = new PlainRobot(clock, slow);
  const ended = watch(robot.carry(), robot.position(), robot.scan([element, element]));
  clock.advance(1_999);
  expect(await ended()).toEqual([false, false, false]);
  clock.advance(1);
  expect(await ended()).toEqual([false, false, true]);
  clock.advance(8_000);
  expect(await ended()).toEqual([true, true, true]);
});

it('is there at once unless it is given time', async () => {
  const robot = new PlainRobot(new ManualClock());
  expect(await Promise.all([robot.carry(), robot.position(), robot.scan([element])])).toEqual([undefined, undefined, undefined]);
});

it('stops when the door is opened, with the cartridge that it carries, and does not move until it is closed', async () => {
  const robot = new PlainRobot(new ManualClock(), slow);
  const movements = [robot.carry(), robot.position(), robot.scan([element])];
  robot.halt();
  const stopped = { why: 'door-opened', message: 'the door was opened' };
  expect(await Promise.all(movements)).toEqual([{ ...stopped, cartridge: 'arm' }, stopped, stopped]);
  expect(await robot.carry(), 'it has not taken it yet').toEqual(stopped);
  robot.resume();
  expect(await watch(robot.carry())()).toEqual([false]);
});

it('comes to the end of its way when it is hurried, and has no more time from then on', async () => {
  const robot = new PlainRobot(new ManualClock(), slow);
  const ended = watch(robot.carry(), robot.scan([element]));
  robot.hurry();
  expect(await ended()).toEqual([true, true]);
  expect(await watch(robot.carry())()).toEqual([true]);
});
