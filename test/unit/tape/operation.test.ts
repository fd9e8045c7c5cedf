import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { checkCondition, good } from '../../../src/scsi/outcome.ts';
import { notReady } from '../../../src/scsi/sense.ts';
import { Operation, type OperationName } from '../../../src/tape/operation.ts';

const begin = (name: OperationName, clock: ManualClock, work = async () => good) => new Operation({ name, durationMs: 1000, clock, work });

it('is done when its time is over, and tells how far it is', async () => {
  const clock = new ManualClock();
  let done = false;
  const operation = begin('rewind', clock, async () => {
    done = true;
    return good;
  });
  expect(operation.progress).toBe(0);
  clock.advance(250);
  expect(operation.progress).toBe(0x4000);
  clock.advance(749);
  await Promise.resolve();
  expect(done).toBe(false);
  clock.advance(1);
  expect(operation.progress).toBe(0xffff);
  expect(await operation.ended).toBe(good);
  expect(done).toBe(true);
});

it('ends as its work does', async () => {
  const clock = new ManualClock();
  const refused = checkCondition(notReady(additionalSense.mediumNotPresent));
  const ended = begin('locate', clock, async () => refused).ended;
  const broken = begin('locate', clock, async () => {
    throw new Error('broken');
  }).ended;
  clock.advance(1000);
  expect(await ended).toBe(refused);
  await expect(broken).rejects.toThrow('broken');
});

it('takes no more time when it is hurried, and works once', async () => {
  const clock = new ManualClock();
  let times = 0;
  const operation = begin('erase', clock, async () => {
    times++;
    return good;
  });
  operation.hurry();
  await operation.ended;
  clock.advance(1000);
  expect(times).toBe(1);
});

it.each([
  ['load', 2, 0x0401, 2, 0x0401],
  ['unload', 2, 0x0407, 0, 0x0016],
  ['rewind', 2, 0x0407, 0, 0x001a],
  ['locate', 2, 0x0407, 0, 0x0019],
  ['space', 2, 0x0407, 0, 0x0016],
  ['verify', 2, 0x0407, 0, 0x001c],
  ['erase', 2, 0x0407, 0, 0x0018],
  ['set-capacity', 2, 0x0407, 0, 0x001b],
  ['format', 2, 0x0404, 2, 0x0404],
  ['clean', 2, 0x3003, 2, 0x3003],
] as const)('%s is told to commands and to REQUEST SENSE', (name, key, code, askedKey, askedCode) => {
  const clock = new ManualClock();
  const operation = begin(name, clock);
  clock.advance(500);
  const told = [operation.notReady(), operation.underWay()].map((sense) => [
    sense.key,
    (sense.additional.asc << 8) | sense.additional.ascq,
    sense.progress,
  ]);
  expect(told).toEqual([
    [key, code, 0x8000],
    [askedKey, askedCode, 0x8000],
  ]);
});
