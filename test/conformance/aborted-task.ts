/** Tasks that are to be aborted: a write that hangs, and how to see that nothing is left of it. */
import { expect } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Received } from './pdu-table.ts';
import type { Task } from './task.ts';

/** A write whose data has been asked for and has not been sent. */
export async function asked(initiator: Initiator, length = 8192): Promise<{ task: Task; r2t: Received<'r2t'> }> {
  const task = initiator.start(cdb.write6(length), { write: pattern(length), answerR2T: false });
  return { task, r2t: await task.nextR2T() };
}

export async function expectEmptyTape(initiator: Initiator): Promise<void> {
  await acknowledgeAttentions(initiator);
  await expectGood(initiator, [cdb.rewind()]);
  expect((await initiator.command(cdb.read6(8192), { read: 8192 })).sense).toMatchObject({ key: 8, code: 0x0005 });
}

/** Nothing more has been said of these tasks, now that the target has seen everything. */
export async function expectSilence(initiator: Initiator, ...tasks: readonly Task[]): Promise<void> {
  await initiator.ping();
  for (const task of tasks) expect(task.ended).toBe(false);
  expect(initiator.connection.kept).toEqual([]);
}
