/** Task management (RFC 7143 §4.2.3.3, §11.5, §11.6; SAM-5 §7): what each function ends, whom it tells, and that all others go on. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest, protectedLun, shelf, tape } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { plus } from './sequence-number.ts';
import type { Task } from './task.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const functionComplete = 0;
const taskDoesNotExist = 1;
const lunDoesNotExist = 2;
const reassignmentNotSupported = 4;
const functionNotSupported = 5;

const commandsCleared = 0x2f00;
/** 29h: power on, reset, or bus device reset occurred; which of them a target may choose (SAM-5 table 42). */
const isReset = (code: number): boolean => code >> 8 === 0x29;

const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '65536', FirstBurstLength: '512' };

/** A write that hangs in the middle of its data. */
async function hanging(initiator: Initiator, lun = 0): Promise<Task> {
  const task = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false, lun });
  await task.nextR2T();
  return task;
}

/** That `task` is gone: its data, still on the way, is dropped, and no status ever comes. */
async function expectGone(initiator: Initiator, task: Task): Promise<void> {
  task.sendData(1, 0, 8192);
  await initiator.ping();
  expect((await initiator.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
  expect(task.ended).toBe(false);
}

async function expectEmptyTape(initiator: Initiator): Promise<void> {
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  expect((await initiator.command(cdb.read6(8192), { read: 8192 })).sense).toMatchObject({ key: 8 });
}

describe('ABORT TASK (§11.5.1)', () => {
  it('ends a write that waits for data, without status and without a block', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = await hanging(initiator);
    expect(await initiator.manage(taskManagement.abortTask, { of: task })).toBe(functionComplete);
    await expectGone(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('ends a command that waits behind another', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const first = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false });
    const r2t = await first.nextR2T();
    const second = initiator.start(cdb.writeFilemarks(1));
    const third = initiator.start(cdb.testUnitReady());
    expect(await initiator.manage(taskManagement.abortTask, { of: second })).toBe(functionComplete);
    first.answer(r2t);
    expect((await first.completion).status).toBe(0);
    expect((await third.completion).status).toBe(0);
    const position = await initiator.command(cdb.readPosition(), { read: 20 });
    expect(Buffer.from(position.data).readUInt32BE(4)).toBe(1);
  });

  it('may be repeated for every command of a queue', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    for (let round = 0; round < 8; round++) {
      const task = await hanging(initiator);
      expect(await initiator.manage(taskManagement.abortTask, { of: task, refCmdSn: task.cmdSn })).toBe(functionComplete);
    }
    await expectEmptyTape(initiator);
  });

  it('takes effect without being immediate, too', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = await hanging(initiator);
    expect(await initiator.manage(taskManagement.abortTask, { of: task, ...initiator.numbers() })).toBe(functionComplete);
    await expectGone(initiator, task);
  });

  it('finds no task that has ended: its CmdSN is before the window', async () => {
    const initiator = await lab.attach();
    const ended = initiator.start(cdb.testUnitReady());
    await ended.completion;
    expect(await initiator.manage(taskManagement.abortTask, { of: ended })).toBe(taskDoesNotExist);
  });

  it('finds no task of another logical unit', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const task = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false });
    const r2t = await task.nextR2T();
    expect(await initiator.manage(taskManagement.abortTask, { of: task, lun: 1 })).toBe(taskDoesNotExist);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
  });

  it('takes a command that has not arrived for received: it is not carried out any more (§11.6.1, b)', async () => {
    const initiator = await lab.attachToBlank();
    const missing = initiator.cmdSn;
    const tag = initiator.newTag();
    const next = initiator.start(cdb.testUnitReady(), { cmdSn: plus(missing, 1) });
    const cmdSn = plus(missing, 2);
    expect(await initiator.manage(taskManagement.abortTask, { referencedTaskTag: tag, refCmdSn: missing, cmdSn })).toBe(functionComplete);
    expect((await next.completion).status).toBe(0);
    initiator.start(cdb.writeFilemarks(1), { cmdSn: missing, initiatorTaskTag: tag });
    initiator.cmdSn = cmdSn;
    await expectEmptyTape(initiator);
  });

  it('leaves alone what is to come after it: such a task does not exist', async () => {
    const initiator = await lab.attachToBlank();
    const referencedTaskTag = initiator.newTag();
    const refCmdSn = plus(initiator.cmdSn, 1);
    expect(await initiator.manage(taskManagement.abortTask, { referencedTaskTag, refCmdSn })).toBe(taskDoesNotExist);
    const first = initiator.start(cdb.testUnitReady());
    const second = initiator.start(cdb.testUnitReady());
    for (const task of [first, second]) expect((await task.completion).status).toBe(0);
  });
});

describe('ABORT TASK SET', () => {
  it('ends the tasks of its own session on its logical unit, and of no other', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const other = await lab.attach();
    const hangs = await hanging(initiator);
    const behind = [initiator.start(cdb.testUnitReady()), initiator.start(cdb.writeFilemarks(1))];
    const foreign = other.start(cdb.testUnitReady());
    await other.ping();
    expect(await initiator.manage(taskManagement.abortTaskSet)).toBe(functionComplete);
    for (const task of [hangs, ...behind]) await expectGone(initiator, task);
    expect((await foreign.completion).status).toBe(0);
    await expectEmptyTape(initiator);
    expect(await acknowledgeAttentions(other)).toEqual([]);
  });

  it('waits for the commands before it that have not arrived (§4.2.3.3)', async () => {
    const initiator = await lab.attachToBlank();
    const missing = initiator.cmdSn;
    const response = initiator.manage(taskManagement.abortTaskSet, { cmdSn: plus(missing, 1) });
    await initiator.ping();
    const late = initiator.start(cdb.testUnitReady(), { cmdSn: missing });
    initiator.cmdSn = plus(missing, 1);
    expect(await response).toBe(functionComplete);
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    // Whether it was answered before it could be aborted is the target's luck, but nothing comes after the response.
    const { ended } = late;
    await initiator.ping();
    expect(late.ended).toBe(ended);
  });
});

describe('a command that has failed, and waits for the rest of its data to say so (§11.4.2)', () => {
  it.each([
    ['ABORT TASK', taskManagement.abortTask],
    ['ABORT TASK SET', taskManagement.abortTaskSet],
    ['LOGICAL UNIT RESET', taskManagement.logicalUnitReset],
  ])('says nothing any more after %s', async (_, code) => {
    const lun = protectedLun;
    const initiator = await lab.attach({ targetName: shelf, lun, offers: { InitialR2T: 'No', ImmediateData: 'No' } });
    const options = { write: pattern(2000), lun, unsolicited: false, announce: true, answerR2T: false };
    const task = initiator.start(cdb.write6(2000), options);
    // Commands are carried out one after the other: once this one has been, the write has failed.
    expect((await initiator.command(cdb.testUnitReady(), { lun })).status).toBe(0);
    expect(await initiator.manage(code, { lun, of: task })).toBe(functionComplete);
    task.sendData(noTag, 0, 2000);
    await initiator.ping();
    expect(task.ended).toBe(false);
  });
});

describe('CLEAR TASK SET (SAM-5 §7.5)', () => {
  it("ends every session's tasks, and tells the others", async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const other = await lab.attach({ offers: solicitedOnly });
    const bystander = await lab.attach();
    const foreign = await hanging(other);
    const own = initiator.start(cdb.testUnitReady());
    await initiator.ping();
    expect(await initiator.manage(taskManagement.clearTaskSet)).toBe(functionComplete);
    await expectGone(initiator, own);
    await expectGone(other, foreign);
    expect(await acknowledgeAttentions(other)).toEqual([commandsCleared]);
    expect(await acknowledgeAttentions(initiator)).toEqual([]);
    expect(await acknowledgeAttentions(bystander)).toEqual([]);
    await expectEmptyTape(other);
  });
});

describe('LOGICAL UNIT RESET (SAM-5 §7.7)', () => {
  it('ends all tasks, resets the mode pages, and tells every nexus', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const other = await lab.attach({ offers: solicitedOnly });
    const fixedBlocks = Uint8Array.of(0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 2, 0);
    expect((await initiator.command(cdb.modeSelect6(12), { write: fixedBlocks })).status).toBe(0);
    await acknowledgeAttentions(other);
    const tasks = [await hanging(other), other.start(cdb.testUnitReady())];
    expect(await initiator.manage(taskManagement.logicalUnitReset)).toBe(functionComplete);
    for (const task of tasks) await expectGone(other, task);
    for (const session of [initiator, other]) {
      const codes = await acknowledgeAttentions(session);
      expect(codes.length).toBe(1);
      expect(codes.every(isReset)).toBe(true);
    }
    const mode = await initiator.command(cdb.modeSense6(0x3f), { read: 255 });
    expect(Buffer.from(mode.data).readUIntBE(9, 3)).toBe(0);
    await expectEmptyTape(initiator);
  });

  it('ends a reservation', async () => {
    const holder = await lab.attach();
    const other = await lab.attach();
    expect((await holder.command(cdb.reserve())).status).toBe(0);
    expect((await other.command(cdb.testUnitReady())).status).toBe(0x18);
    expect(await other.manage(taskManagement.logicalUnitReset)).toBe(functionComplete);
    await acknowledgeAttentions(other);
    expect((await other.command(cdb.rewind())).status).toBe(0);
  });

  it('reaches one logical unit, not its neighbours', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    await acknowledgeAttentions(initiator, 1);
    expect(await initiator.manage(taskManagement.logicalUnitReset, { lun: 0 })).toBe(functionComplete);
    expect(await acknowledgeAttentions(initiator, 1)).toEqual([]);
    expect((await acknowledgeAttentions(initiator, 0)).every(isReset)).toBe(true);
  });

  it('does not find a logical unit that is not there', async () => {
    const initiator = await lab.attach();
    expect(await initiator.manage(taskManagement.logicalUnitReset, { lun: 5 })).toBe(lunDoesNotExist);
  });
});

describe('TARGET WARM RESET and TARGET COLD RESET (§11.5.1)', () => {
  it('warm: every logical unit is reset, and the sessions stay', async () => {
    const initiator = await lab.attach({ targetName: shelf, offers: solicitedOnly });
    await acknowledgeAttentions(initiator, 1);
    const task = await hanging(initiator);
    expect(await initiator.manage(taskManagement.targetWarmReset)).toBe(functionComplete);
    await expectGone(initiator, task);
    for (const lun of [0, 1]) {
      const codes = await acknowledgeAttentions(initiator, lun);
      expect(codes.length).toBe(1);
      expect(codes.every(isReset)).toBe(true);
    }
  });

  it('cold: the sessions of the target end, and those of others do not', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    const neighbour = await lab.attach({ targetName: shelf });
    const stranger = await lab.attach({ targetName: tape });
    const numbers = initiator.numbers(true);
    initiator.connection.send({ kind: 'task-management-request', final: true, function: taskManagement.targetColdReset, ...numbers });
    for (const { connection } of [initiator, neighbour]) await connection.closed();
    expect((await stranger.command(cdb.testUnitReady())).status).toBe(0);
    const again = await lab.logIn({ targetName: shelf });
    expect((await acknowledgeAttentions(again)).every(isReset)).toBe(true);
  });
});

describe('what is not served', () => {
  it('TASK REASSIGN, at error recovery level 0', async () => {
    const initiator = await lab.attach();
    expect(await initiator.manage(taskManagement.taskReassign)).toBe(reassignmentNotSupported);
  });

  it.each([taskManagement.clearAca, 0, 9, 0x7f])('function %i', async (code) => {
    const initiator = await lab.attach();
    expect(await initiator.manage(code)).toBe(functionNotSupported);
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
  });
});
