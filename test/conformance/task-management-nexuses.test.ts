/**
 * What other nexuses see of task management (SAM-5 §5.3, §7; SPC-4 §7.5.8; RFC 7143 §11.5, §11.6): with TAS=0 their tasks vanish and a unit attention
 * tells of it, with TAS=1 each ends with TASK ABORTED.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, expectEmptyTape, expectSilence } from './aborted-task.ts';
import * as cdb from './cdb.ts';
import { hastened } from './hastened-clock.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, positionOf } from './lab-under-test.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  // A target may wait a while for data that was asked for; a login may take as long as ever.
  lab = await LabUnderTest.start({ clock: hastened(10), settings: 'limits: { loginTime: 10min }\n' });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const functionComplete = 0;
const taskDoesNotExist = 1;
const taskAborted = 0x40;
const commandsCleared = 0x2f00;
const isReset = (code: number): boolean => code >> 8 === 0x29;
const { abortTask, abortTaskSet, clearTaskSet, logicalUnitReset } = taskManagement;

const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '65536', FirstBurstLength: '512', DefaultTime2Retain: '0' };

describe('tasks that another nexus aborts (SAM-5 §5.3; SPC-4 §7.5.8)', () => {
  /** TASK ABORTED STATUS of the Control mode page; the others are told that a mode page has changed. */
  async function selectTas(initiator: Initiator, tas: boolean, ...others: readonly Initiator[]): Promise<void> {
    const { data } = await initiator.command(cdb.modeSense6(0x0a, { noDescriptor: true }), { read: 255 });
    const page = Uint8Array.from(data);
    page.set([0, 0, 0x10, 0]);
    page[9] = tas ? page[9]! | 0x40 : page[9]! & ~0x40;
    await expectGood(initiator, [cdb.modeSelect6(page.length), { write: page }]);
    for (const other of others) await acknowledgeAttentions(other);
  }

  async function cast(tas: boolean): Promise<readonly [Initiator, Initiator, Initiator, Initiator]> {
    const issuer = await lab.attachToBlank({ offers: solicitedOnly });
    const [first, second] = [await lab.attach({ offers: solicitedOnly }), await lab.attach()];
    const bystander = await lab.attach();
    await selectTas(issuer, tas, first, second, bystander);
    return [issuer, first, second, bystander];
  }
  afterEach(async () => {
    await selectTas(await lab.attach(), false);
  });

  it('TAS=0, CLEAR TASK SET: no status, and COMMANDS CLEARED once to each that lost any', async () => {
    const [issuer, first, second, bystander] = await cast(false);
    const { task } = await asked(first);
    const behind = [first.start(cdb.writeFilemarks(1)), second.start(cdb.testUnitReady()), second.start(cdb.writeFilemarks(1))];
    const own = issuer.start(cdb.writeFilemarks(1));
    for (const initiator of [first, second]) await initiator.ping();
    expect(await issuer.manage(clearTaskSet)).toBe(functionComplete);
    await expectSilence(first, task, behind[0]!);
    await expectSilence(second, behind[1]!, behind[2]!);
    await expectSilence(issuer, own);
    for (const initiator of [first, second]) expect(await acknowledgeAttentions(initiator)).toEqual([commandsCleared]);
    for (const initiator of [issuer, bystander, first, second]) expect(await acknowledgeAttentions(initiator)).toEqual([]);
    await expectEmptyTape(issuer);
  });

  it('TAS=1, CLEAR TASK SET: TASK ABORTED for each, when its data has come, and no unit attention', async () => {
    const [issuer, first, second, bystander] = await cast(true);
    const { task, r2t } = await asked(first);
    const behind = [first.start(cdb.writeFilemarks(1)), second.start(cdb.testUnitReady()), second.start(cdb.writeFilemarks(1))];
    const own = issuer.start(cdb.writeFilemarks(1));
    for (const initiator of [first, second]) await initiator.ping();
    expect(await issuer.manage(clearTaskSet)).toBe(functionComplete);
    for (const { completion } of behind) expect(await completion).toMatchObject({ status: taskAborted, sense: undefined });
    expect(task.ended).toBe(false);
    task.answer(r2t);
    expect(await task.completion).toMatchObject({ status: taskAborted, sense: undefined });
    await expectSilence(issuer, own);
    for (const initiator of [issuer, bystander, first, second]) expect(await acknowledgeAttentions(initiator)).toEqual([]);
    await expectEmptyTape(issuer);
  });

  it.each([false, true])('TAS=%s, LOGICAL UNIT RESET: everybody hears of the reset, once, and of nothing else', async (tas) => {
    const [issuer, first, second, bystander] = await cast(tas);
    const { task, r2t } = await asked(first);
    const behind = second.start(cdb.writeFilemarks(1));
    await second.ping();
    expect(await issuer.manage(logicalUnitReset)).toBe(functionComplete);
    if (tas) {
      expect((await behind.completion).status).toBe(taskAborted);
      task.answer(r2t);
      expect((await task.completion).status).toBe(taskAborted);
    } else {
      await expectSilence(first, task);
      await expectSilence(second, behind);
    }
    for (const initiator of [issuer, first, second, bystander]) {
      const codes = await acknowledgeAttentions(initiator);
      expect(codes.length).toBe(1);
      expect(codes.every(isReset)).toBe(true);
    }
    await expectEmptyTape(issuer);
  });

  it('TAS=1: one’s own abort gives one’s own tasks no status', async () => {
    const [issuer, first] = await cast(true);
    const { task } = await asked(first);
    const behind = first.start(cdb.writeFilemarks(1));
    expect(await first.manage(clearTaskSet)).toBe(functionComplete);
    await expectSilence(first, task, behind);
    await expectEmptyTape(issuer);
  });

  it('ABORT TASK and ABORT TASK SET do not reach them, whatever tag they name', async () => {
    const [issuer, first] = await cast(false);
    const { task, r2t } = await asked(first);
    expect(await issuer.manage(abortTask, { referencedTaskTag: task.tag })).toBe(taskDoesNotExist);
    expect(await issuer.manage(abortTaskSet)).toBe(functionComplete);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
    expect(await acknowledgeAttentions(first)).toEqual([]);
    expect((await positionOf(first)).object).toBe(1);
  });

  it('a third nexus that never sends its data does not hold the response up (§4.2.3.3)', async () => {
    const [issuer, first] = await cast(true);
    const { task } = await asked(first);
    expect(await issuer.manage(clearTaskSet)).toBe(functionComplete);
    await first.ping();
    expect(task.ended).toBe(false);
    await expectEmptyTape(issuer);
    first.connection.reset();
  });
});
