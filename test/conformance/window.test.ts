/** The command window (RFC 7143 §4.2.2.1): commands are carried out in the order of CmdSN, and what lies outside is ignored in silence. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { distance, plus } from './sequence-number.ts';
import type { Task } from './task.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const window = (initiator: Initiator) => initiator.connection.conduct.window!;
const block = (value: number): Uint8Array => new Uint8Array(64).fill(value);

/** A command of a number of the test's choosing: the usual count goes on where it was. */
const numbered = (initiator: Initiator, cmdSn: number, bytes = cdb.testUnitReady(), write?: Uint8Array): Task =>
  initiator.start(bytes, { cmdSn, ...(write && { write }) });

async function blocksOnTape(initiator: Initiator, count: number): Promise<number[]> {
  await initiator.command(cdb.rewind());
  const values: number[] = [];
  for (let read = 0; read < count; read++) values.push((await initiator.command(cdb.read6(64), { read: 64 })).data[0]!);
  return values;
}

describe('commands that arrive out of order', () => {
  it('wait for those before them', async () => {
    const initiator = await lab.attachToBlank();
    const first = initiator.cmdSn;
    const later = [2, 1].map((step) => numbered(initiator, first + step, cdb.write6(64), block(step)));
    // A ping is answered at once and says that the first is still missing.
    expect((await initiator.ping()).expCmdSn).toBe(first);
    expect(initiator.connection.conduct.tasks.size).toBe(2);
    const earliest = numbered(initiator, first, cdb.write6(64), block(0));
    for (const task of [earliest, ...later]) expect((await task.completion).status).toBe(0);
    initiator.cmdSn = first + 3;
    expect(await blocksOnTape(initiator, 3)).toEqual([0, 1, 2]);
  });

  it('are carried out in the order of CmdSN for every order of arrival', async () => {
    const initiator = await lab.attachToBlank({ cmdSn: 0xffff_fff0 });
    const numbers = Array.from({ length: 8 }, (_, index) => index);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(numbers, { minLength: 8 }), async (order) => {
        await initiator.command(cdb.rewind());
        const first = initiator.cmdSn;
        const tasks = order.map((step) => numbered(initiator, plus(first, step), cdb.write6(64), block(step)));
        for (const task of tasks) expect((await task.completion).status).toBe(0);
        initiator.cmdSn = plus(first, 8);
        expect(await blocksOnTape(initiator, 8)).toEqual(numbers);
      }),
      { numRuns: 20 },
    );
  });

  it('may bring their unsolicited data before their turn', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'No', ImmediateData: 'No' } });
    const first = initiator.cmdSn;
    const second = numbered(initiator, first + 1, cdb.write6(64), block(2));
    await initiator.ping();
    const before = numbered(initiator, first, cdb.write6(64), block(1));
    for (const task of [before, second]) expect((await task.completion).status).toBe(0);
    initiator.cmdSn = first + 2;
    expect(await blocksOnTape(initiator, 2)).toEqual([1, 2]);
  });
});

describe('what lies outside of the window is ignored in silence', () => {
  it.each<[string, (initiator: Initiator) => number]>([
    ['a number past MaxCmdSN', (initiator) => plus(window(initiator).maxCmdSn, 1)],
    ['a number far past MaxCmdSN', (initiator) => plus(window(initiator).expCmdSn, 0x7000_0000)],
    ['a number before ExpCmdSN', (initiator) => plus(window(initiator).expCmdSn, -1)],
    ['a number far before ExpCmdSN', (initiator) => plus(window(initiator).expCmdSn, -0x7000_0000)],
  ])('%s: the command never was', async (_, number) => {
    const initiator = await lab.attachToBlank();
    numbered(initiator, number(initiator), cdb.write6(64), block(9));
    await initiator.ping();
    expect((await initiator.command(cdb.write6(64), { write: block(1) })).status).toBe(0);
    await initiator.ping();
    // Neither an answer nor a block on the tape: the command never was.
    expect(initiator.connection.kept).toEqual([]);
    expect(initiator.connection.conduct.tasks.size).toBe(1);
    // Nor is it held until its number comes.
    for (let count = 0; count < 80; count++) expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    const position = await initiator.command(cdb.readPosition(), { read: 20 });
    expect(Buffer.from(position.data).readUInt32BE(4)).toBe(1);
  });

  it('a number that is waiting already', async () => {
    const initiator = await lab.attachToBlank();
    const first = initiator.cmdSn;
    const waiting = numbered(initiator, first + 1, cdb.write6(64), block(1));
    numbered(initiator, first + 1, cdb.write6(64), block(2));
    await initiator.ping();
    const missing = numbered(initiator, first, cdb.write6(64), block(0));
    for (const task of [missing, waiting]) expect((await task.completion).status).toBe(0);
    initiator.cmdSn = first + 2;
    expect(await blocksOnTape(initiator, 2)).toEqual([0, 1]);
    expect((await initiator.command(cdb.read6(64), { read: 64 })).sense).toMatchObject({ key: 8 });
    expect(initiator.connection.kept).toEqual([]);
  });

  it('a ping and a text request as well', async () => {
    const initiator = await lab.attach();
    const cmdSn = plus(window(initiator).maxCmdSn, 1);
    const request = { final: true, targetTransferTag: 0xffff_ffff, cmdSn } as const;
    initiator.connection.send({ kind: 'nop-out', ...request, initiatorTaskTag: initiator.newTag() });
    initiator.connection.send({ kind: 'text-request', ...request, initiatorTaskTag: initiator.newTag() });
    initiator.connection.send({ kind: 'logout-request', final: true, cmdSn, initiatorTaskTag: initiator.newTag() });
    await initiator.ping();
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    expect(initiator.connection.kept).toEqual([]);
  });
});

describe('immediate commands', () => {
  it('pass a missing number by, and take none themselves', async () => {
    const initiator = await lab.attach();
    const first = initiator.cmdSn;
    const waiting = numbered(initiator, first + 1);
    expect((await initiator.command(cdb.testUnitReady(), { immediate: true })).status).toBe(0);
    expect(window(initiator).expCmdSn).toBe(first);
    expect((await numbered(initiator, first).completion).status).toBe(0);
    expect((await waiting.completion).status).toBe(0);
    expect(window(initiator).expCmdSn).toBe(first + 2);
  });
});

describe('a window that is full', () => {
  it('closes, drops what comes all the same, and opens again as commands end', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const blocker = initiator.start(cdb.write6(64), { write: block(1), answerR2T: false });
    const r2t = await blocker.nextR2T();
    const behind: Task[] = [];
    while (distance(initiator.cmdSn, window(initiator).maxCmdSn) >= 0) {
      while (distance(initiator.cmdSn, window(initiator).maxCmdSn) >= 0) behind.push(initiator.start(cdb.testUnitReady()));
      await initiator.ping();
    }
    expect(window(initiator).maxCmdSn).toBe(plus(window(initiator).expCmdSn, -1));
    const tooMany = initiator.start(cdb.write6(64), { write: block(2), cmdSn: initiator.cmdSn });
    await initiator.ping();
    expect(initiator.connection.conduct.tasks.has(tooMany.tag)).toBe(true);

    blocker.answer(r2t);
    for (const task of [blocker, ...behind]) expect((await task.completion).status).toBe(0);
    await initiator.ping();
    expect(distance(window(initiator).expCmdSn, window(initiator).maxCmdSn)).toBeGreaterThanOrEqual(behind.length - 1);
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    expect(initiator.connection.kept).toEqual([]);
  });
});
