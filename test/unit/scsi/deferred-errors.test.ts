import { expect, it } from 'vitest';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { DeferredErrors } from '../../../src/scsi/deferred-errors.ts';
import { checkCondition, good, type Outcome } from '../../../src/scsi/outcome.ts';
import { SenseKey } from '../../../src/scsi/sense.ts';
import { type Nexus, TaskAbortedError } from '../../../src/scsi/target.ts';

const nexus = { id: 'a' } as Nexus;
const failed = checkCondition({ key: SenseKey.hardwareError, additional: additionalSense.mediaLoadOrEjectFailed });
const aborted = { nexus, untilAborted: () => Promise.reject(new TaskAbortedError()) };

function deferredErrors() {
  const bugs: unknown[] = [];
  return { bugs, errors: new DeferredErrors((error) => bugs.push(error)) };
}

it('gives the end of work that somebody waits for, and keeps nothing of it', async () => {
  const { errors } = deferredErrors();
  expect(await errors.endOf(Promise.resolve(failed), { nexus })).toBe(failed);
  expect(errors.take(nexus)).toBeUndefined();
});

it('tells a nexus once, and no other, how the work ended that its aborted task has left behind', async () => {
  const { errors } = deferredErrors();
  await expect(errors.endOf(Promise.resolve(failed), aborted)).rejects.toThrow(TaskAbortedError);
  expect(errors.take({ id: 'b' })).toBeUndefined();
  expect(errors.take(nexus)).toEqual({ ...failed.sense, deferred: true });
  expect(errors.take(nexus)).toBeUndefined();
});

it('has nothing to tell of work that ends well', async () => {
  const { errors } = deferredErrors();
  await expect(errors.endOf(Promise.resolve(good), aborted)).rejects.toThrow(TaskAbortedError);
  expect(errors.take(nexus)).toBeUndefined();
});

it('makes an internal target failure of a bug, and passes it on', async () => {
  const { bugs, errors } = deferredErrors();
  const bug = new Error('a bug');
  errors.leaveBehind(Promise.reject<Outcome>(bug), nexus);
  await new Promise((resolve) => setImmediate(resolve));
  expect(bugs).toEqual([bug]);
  expect(errors.take(nexus)).toMatchObject({ additional: additionalSense.internalTargetFailure, deferred: true });
});
