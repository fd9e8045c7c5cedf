/**
 * Order and completeness of task management (RFC 7143 §4.2.3.3, §11.5, §11.6; SAM-5 §7): what is on the way while tasks are aborted, what comes
 * before the response, and what must not come after it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, expectEmptyTape, expectSilence } from './aborted-task.ts';
import * as cdb from './cdb.ts';
import { hastened } from './hastened-clock.ts';
import { taskManagement } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, shelf } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { encode } from './pdu-table.ts';
import { distance, plus } from './sequence-number.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  // A target may wait a while for data that was asked for; a login may take as long as ever.
  lab = await LabUnderTest.start({ clock: hastened(10), settings: 'limits: { loginTime: 10min }\n' });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const functionComplete = 0;
const taskDoesNotExist = 1;
const lunDoesNotExist = 2;
const functionNotSupported = 5;
const immediateCommandReject = 0x06;
const isReset = (code: number): boolean => code >> 8 === 0x29;

const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '65536', FirstBurstLength: '512', DefaultTime2Retain: '0' };

const { abortTask, abortTaskSet, clearTaskSet, logicalUnitReset, targetWarmReset } = taskManagement;
const everyFunction: [string, number][] = [
  ['ABORT TASK', abortTask],
  ['ABORT TASK SET', abortTaskSet],
  ['CLEAR TASK SET', clearTaskSet],
  ['LOGICAL UNIT RESET', logicalUnitReset],
  ['TARGET WARM RESET', targetWarmReset],
];

describe.each(everyFunction)('%s while data is on the way (RFC 7143 §4.2.3.3, §11.5.1)', (_, code) => {
  it('is answered though the data never comes', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task } = await asked(initiator);
    expect(await initiator.manage(code, { of: task })).toBe(functionComplete);
    await expectSilence(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('lets all of the data come that is sent behind it, and says nothing to it', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task, r2t } = await asked(initiator);
    const response = initiator.manage(code, { of: task });
    task.answer(r2t);
    expect(await response).toBe(functionComplete);
    await expectSilence(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('asks for no more of the data than it had asked for', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...solicitedOnly, MaxBurstLength: '2048' } });
    const { task, r2t } = await asked(initiator);
    const response = initiator.manage(code, { of: task });
    task.answer(r2t);
    expect(await response).toBe(functionComplete);
    await expectSilence(initiator, task);
    expect(task.r2tCount).toBe(1);
    await expectEmptyTape(initiator);
  });

  it('lets the rest of a burst come that had begun, and what comes after the response', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task, r2t } = await asked(initiator);
    const { targetTransferTag } = r2t;
    task.sendData(targetTransferTag, 0, 2048, false);
    const response = initiator.manage(code, { of: task });
    const rest = { kind: 'data-out', initiatorTaskTag: task.tag, targetTransferTag, data: pattern(2048) } as const;
    initiator.connection.send({ ...rest, dataSn: 1, bufferOffset: 2048 });
    expect(await response).toBe(functionComplete);
    initiator.connection.send({ ...rest, dataSn: 2, bufferOffset: 4096 });
    initiator.connection.send({ ...rest, dataSn: 3, bufferOffset: 6144, final: true });
    await expectSilence(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('keeps what is late from a new command that has the same tag (§11.2.1.8)', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task, r2t } = await asked(initiator);
    expect(await initiator.manage(code, { of: task })).toBe(functionComplete);
    await acknowledgeAttentions(initiator);
    const options = { write: pattern(8192, 1), answerR2T: false, initiatorTaskTag: task.tag };
    const again = initiator.start(cdb.write6(8192), options);
    const next = await again.nextR2T();
    expect(next.targetTransferTag).not.toBe(r2t.targetTransferTag);
    const late = { kind: 'data-out', initiatorTaskTag: task.tag, targetTransferTag: r2t.targetTransferTag } as const;
    initiator.connection.sendBytes(encode({ ...late, data: pattern(4096), expStatSn: initiator.expStatSn }));
    again.answer(next);
    expect(await again.completion).toMatchObject({ status: 0, residual: 0 });
    expect(initiator.connection.kept).toEqual([]);
    await expectGood(initiator, [cdb.rewind()]);
    const { data } = await initiator.command(cdb.read6(8192), { read: 8192 });
    expect(Buffer.compare(data, pattern(8192, 1))).toBe(0);
  });

  it('lets unsolicited data come that was announced', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...solicitedOnly, InitialR2T: 'No' } });
    const task = initiator.start(cdb.write6(512), { write: pattern(512), unsolicited: false, announce: true });
    const response = initiator.manage(code, { of: task });
    task.sendData(0xffff_ffff, 0, 512);
    expect(await response).toBe(functionComplete);
    await expectSilence(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('ends a read in the middle of its data, and the response is the last that is heard of it', async () => {
    const initiator = await lab.attachToBlank({ offers: { MaxRecvDataSegmentLength: '65536' } });
    const length = 4_000_000;
    await expectGood(initiator, [cdb.write6(length), { write: pattern(length) }], [cdb.rewind()]);
    initiator.connection.pause();
    const read = initiator.start(cdb.read6(length), { read: length });
    const behind = initiator.start(cdb.testUnitReady());
    const response = initiator.manage(code, { of: read });
    initiator.connection.resume();
    expect(await response).toBe(functionComplete);
    const ended = [read.ended, behind.ended];
    await initiator.ping();
    // ABORT TASK leaves the one behind it to end.
    if (code === abortTask) expect((await behind.completion).status).toBe(0);
    else expect([read.ended, behind.ended]).toEqual(ended);
    await acknowledgeAttentions(initiator);
    await expectGood(initiator, [cdb.rewind()]);
  });
});

describe('a queue that is aborted while it is carried out (RFC 7143 §4.2.3.3)', () => {
  it.each([abortTaskSet, clearTaskSet, logicalUnitReset])(
    'function %i: what was done is a beginning of the queue, and has all that said GOOD',
    async (code) => {
      const initiator = await lab.attachToBlank();
      for (let round = 0; round < 8; round++) {
        await acknowledgeAttentions(initiator);
        await expectGood(initiator, [cdb.rewind()], [cdb.erase()]);
        const tasks = Array.from({ length: 24 }, (_, seed) => initiator.start(cdb.write6(2000), { write: pattern(2000, seed) }));
        for (let pings = 0; pings < round; pings++) await initiator.ping();
        expect(await initiator.manage(code)).toBe(functionComplete);
        const ended = tasks.filter((task) => task.ended).length;
        await initiator.ping();
        expect(tasks.filter((task) => task.ended).length, 'statuses after the response').toBe(ended);
        await acknowledgeAttentions(initiator);
        await expectGood(initiator, [cdb.locate10(0)]);
        let blocks = 0;
        for (;;) {
          const { status, data } = await initiator.command(cdb.read6(2000), { read: 2000 });
          if (status !== 0) break;
          expect(Buffer.compare(data, pattern(2000, blocks)), `block ${blocks}`).toBe(0);
          blocks++;
        }
        expect(blocks).toBeGreaterThanOrEqual(ended);
      }
    },
  );
});

describe('a task management request has its place among the commands (RFC 7143 §4.2.2.1, §4.2.3.3)', () => {
  it('when it is not immediate: behind those that are missing, and before those that follow', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const missing = initiator.cmdSn;
    const before = initiator.start(cdb.writeFilemarks(1), { cmdSn: plus(missing, 1) });
    const response = initiator.manage(abortTaskSet, { cmdSn: plus(missing, 2), immediate: false });
    const after = initiator.start(cdb.testUnitReady(), { cmdSn: plus(missing, 3) });
    expect((await initiator.ping()).expCmdSn).toBe(missing);
    const hangs = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false, cmdSn: missing });
    expect(await response).toBe(functionComplete);
    expect((await after.completion).status).toBe(0);
    initiator.cmdSn = plus(missing, 4);
    await expectSilence(initiator, hangs, before);
    await expectEmptyTape(initiator);
  });

  it('when it is immediate: it reaches those with a smaller CmdSN, and not one that has the same', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task } = await asked(initiator);
    const response = initiator.manage(abortTaskSet);
    const next = initiator.start(cdb.testUnitReady());
    expect(await response).toBe(functionComplete);
    expect((await next.completion).status).toBe(0);
    await expectSilence(initiator, task);
  });

  it.each([abortTaskSet, clearTaskSet, logicalUnitReset])(
    'function %i, immediate, waits for those that are missing before it',
    async (code) => {
      const initiator = await lab.attachToBlank({ offers: solicitedOnly });
      const missing = initiator.cmdSn;
      let answered = false;
      const response = initiator.manage(code, { cmdSn: plus(missing, 2) }).finally(() => {
        answered = true;
      });
      const second = initiator.start(cdb.writeFilemarks(1), { cmdSn: plus(missing, 1) });
      await initiator.ping();
      expect(answered).toBe(false);
      const first = initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false, cmdSn: missing });
      expect(await response).toBe(functionComplete);
      initiator.cmdSn = plus(missing, 2);
      await expectSilence(initiator, first, second);
      await expectEmptyTape(initiator);
    },
  );

  it('TARGET WARM RESET does not wait: what is missing before it counts as received, and is not carried out any more (§4.2.3.3)', async () => {
    const initiator = await lab.attachToBlank();
    const missing = initiator.cmdSn;
    const response = initiator.manage(targetWarmReset, { cmdSn: plus(missing, 2) });
    expect(await response).toBe(functionComplete);
    expect((await initiator.ping()).expCmdSn).toBe(plus(missing, 2));
    const late = [0, 1].map((step) => initiator.start(cdb.writeFilemarks(1), { cmdSn: plus(missing, step) }));
    initiator.cmdSn = plus(missing, 2);
    await expectSilence(initiator, ...late);
    await expectEmptyTape(initiator);
  });

  it('an ABORT TASK of commands still to come skips just these (§11.5.1)', async () => {
    const initiator = await lab.attachToBlank();
    const first = initiator.cmdSn;
    const tags = Array.from({ length: 6 }, () => initiator.newTag());
    for (const step of [0, 2, 4]) {
      const fields = { referencedTaskTag: tags[step]!, refCmdSn: plus(first, step), cmdSn: plus(first, 6) };
      expect(await initiator.manage(abortTask, fields)).toBe(functionComplete);
    }
    const tasks = [0, 1, 2, 3, 4, 5].map((step) =>
      initiator.start(cdb.write6(100), { write: pattern(100, step), cmdSn: plus(first, step), initiatorTaskTag: tags[step]! }),
    );
    for (const step of [1, 3, 5]) expect((await tasks[step]!.completion).status).toBe(0);
    initiator.cmdSn = plus(first, 6);
    await expectSilence(initiator, tasks[0]!, tasks[2]!, tasks[4]!);
    await expectGood(initiator, [cdb.rewind()]);
    for (const step of [1, 3, 5]) {
      const { data } = await initiator.command(cdb.read6(100), { read: 100 });
      expect(Buffer.compare(data, pattern(100, step))).toBe(0);
    }
  });
});

describe('many requests at once', () => {
  it('are each answered, or rejected because there are too many (§4.2.2.1)', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task } = await asked(initiator);
    const count = 100;
    for (let index = 0; index < count; index++)
      initiator.connection.send({
        kind: 'task-management-request',
        final: true,
        function: index % 2 ? abortTaskSet : abortTask,
        referencedTaskTag: task.tag,
        refCmdSn: task.cmdSn,
        ...initiator.numbers(true),
      });
    let answers = 0;
    for (; answers < count; answers++) {
      const answer = await initiator.connection.receiveAny(({ kind }) => kind === 'task-management-response' || kind === 'reject');
      if (answer.kind === 'reject') expect(answer.reason).toBe(immediateCommandReject);
      else if (answer.kind === 'task-management-response') expect([functionComplete, taskDoesNotExist]).toContain(answer.response);
    }
    await expectSilence(initiator, task);
    await expectEmptyTape(initiator);
  });

  it('of several sessions at one logical unit come to an end', async () => {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => lab.attach({ offers: solicitedOnly })));
    for (let round = 0; round < 5; round++) {
      const tasks = sessions.map((initiator) => initiator.start(cdb.write6(8192), { write: pattern(8192), answerR2T: false }));
      const functions = [logicalUnitReset, abortTaskSet, clearTaskSet, targetWarmReset, abortTask];
      const responses = sessions.map((initiator, index) => initiator.manage(functions[index]!, { of: tasks[index]! }));
      for (const response of await Promise.all(responses)) expect([functionComplete, taskDoesNotExist]).toContain(response);
      for (const initiator of sessions) await acknowledgeAttentions(initiator);
    }
    for (const initiator of sessions) await expectGood(initiator, [cdb.testUnitReady()]);
  });
});

describe('what is not there (RFC 7143 §11.6.1)', () => {
  it.each([abortTaskSet, clearTaskSet, logicalUnitReset])('function %i on a logical unit that is not there', async (code) => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task, r2t } = await asked(initiator);
    for (const lun of [1, 5, 255, 0x4001]) expect(await initiator.manage(code, { lun })).toBe(lunDoesNotExist);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
  });

  it('ABORT TASK on a logical unit that is not there', async () => {
    const initiator = await lab.attach();
    expect([taskDoesNotExist, lunDoesNotExist]).toContain(await initiator.manage(abortTask, { lun: 5, referencedTaskTag: 0x7777 }));
  });

  it('TARGET WARM RESET whatever the LUN field says: it is for the whole target', async () => {
    const initiator = await lab.attach({ targetName: shelf });
    expect(await initiator.manage(targetWarmReset, { lun: 5 })).toBe(functionComplete);
    expect((await acknowledgeAttentions(initiator, 1)).some(isReset)).toBe(true);
  });

  it('a function: every reserved code', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    const { task, r2t } = await asked(initiator);
    for (let code = 9; code < 128; code++) expect(await initiator.manage(code, { of: task })).toBe(functionNotSupported);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
  });
});

describe('the numbers of a session go on over a reset', () => {
  it('with commands that were on their way when it came', async () => {
    const initiator = await lab.attachToBlank({ offers: solicitedOnly });
    await asked(initiator);
    for (let count = 0; count < 10; count++) initiator.start(cdb.testUnitReady());
    const { cmdSn } = initiator;
    expect(await initiator.manage(logicalUnitReset)).toBe(functionComplete);
    expect((await initiator.ping()).expCmdSn).toBe(cmdSn);
    const { expCmdSn, maxCmdSn } = await initiator.ping();
    expect(distance(expCmdSn, maxCmdSn)).toBeGreaterThanOrEqual(10);
    await acknowledgeAttentions(initiator);
    await expectGood(initiator, [cdb.testUnitReady()]);
  });
});
