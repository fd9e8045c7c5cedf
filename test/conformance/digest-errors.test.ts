/**
 * Digests that are wrong (RFC 7143 §7.8, §11.17, at error recovery level 0): a damaged header ends the connection, for where the next PDU begins is
 * no longer known; damaged data is rejected and the task ends with an error. Nothing damaged reaches the tape.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { encode, hex, type Received, type Request } from './pdu-table.ts';
import type { Task } from './task.ts';
import { encodeText } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const dataDigestError = 0x02;
/** ABORTED COMMAND, PROTOCOL SERVICE CRC ERROR (§11.4.7.2). */
const protocolServiceCrcError = { status: 2, sense: { key: 0x0b, code: 0x4705 } };

const digests = { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C', DefaultTime2Retain: '0' };
const solicited = { ...digests, InitialR2T: 'Yes', ImmediateData: 'No', FirstBurstLength: '512', MaxBurstLength: '4096' };
const unsolicited = { ...digests, InitialR2T: 'No', ImmediateData: 'No', FirstBurstLength: '4096' };
const immediate = { ...digests, InitialR2T: 'Yes', ImmediateData: 'Yes' };

/** One Data-Out of a task's data. */
const dataOut = (initiator: Initiator, task: Task, fields: Partial<Request<'data-out'>>): Request<'data-out'> => ({
  kind: 'data-out',
  initiatorTaskTag: task.tag,
  targetTransferTag: noTag,
  expStatSn: initiator.expStatSn,
  ...fields,
});

/** Sends it damaged, and gives the Reject that has to bring its header back. */
async function rejectOf(initiator: Initiator, pdu: Request): Promise<Received<'reject'>> {
  initiator.connection.sendSpoilt(pdu, 'data');
  const reject = await initiator.connection.receive('reject');
  expect(reject.reason).toBe(dataDigestError);
  expect(hex(reject.data.subarray(0, 48))).toBe(hex(encode(pdu).subarray(0, 48)));
  return reject;
}

/** Answers an R2T in PDUs of 512 bytes, of which one is damaged. */
async function answerSpoilt(initiator: Initiator, task: Task, r2t: Received<'r2t'>, data: Uint8Array, spoilt: number): Promise<void> {
  const count = Math.ceil(r2t.desiredDataTransferLength / 512);
  for (let dataSn = 0; dataSn < count; dataSn++) {
    const bufferOffset = r2t.bufferOffset + 512 * dataSn;
    const end = Math.min(bufferOffset + 512, r2t.bufferOffset + r2t.desiredDataTransferLength);
    const { targetTransferTag } = r2t;
    const fields = { targetTransferTag, dataSn, bufferOffset, data: data.subarray(bufferOffset, end), final: dataSn === count - 1 };
    const pdu = dataOut(initiator, task, fields);
    if (dataSn === spoilt) await rejectOf(initiator, pdu);
    else {
      await initiator.ping();
      expect(task.ended, 'a status before the last of the data').toBe(false);
      initiator.connection.send(pdu);
    }
  }
}

/** The blocks on the tape are these, by seed, and no more. */
async function expectBlocks(initiator: Initiator, ...blocks: readonly (readonly [length: number, seed: number])[]): Promise<void> {
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  for (const [length, seed] of blocks) {
    const { status, data } = await initiator.command(cdb.read6(length), { read: length });
    expect(status).toBe(0);
    expect(Buffer.compare(data, pattern(length, seed))).toBe(0);
  }
  expect((await initiator.command(cdb.read6(512), { read: 512 })).sense).toMatchObject({ key: 8, code: 0x0005 });
}

const write = (initiator: Initiator, length: number, seed: number) =>
  initiator.command(cdb.write6(length), { write: pattern(length, seed) });

describe('a header digest that is wrong ends the connection without a word (RFC 7143 §7.8)', () => {
  const damaged: readonly [string, Request][] = [
    ['NOP-Out', { kind: 'nop-out', final: true, immediate: true, initiatorTaskTag: 7, targetTransferTag: noTag, data: pattern(10) }],
    ['SCSI Command', { kind: 'scsi-command', final: true, attribute: 1, initiatorTaskTag: 7, cdb: cdb.writeFilemarks(1) }],
    ['Data-Out', { kind: 'data-out', final: true, initiatorTaskTag: 0x100, targetTransferTag: noTag, data: pattern(512) }],
    [
      'Text Request',
      { kind: 'text-request', final: true, initiatorTaskTag: 7, targetTransferTag: noTag, data: encodeText([['SendTargets', '']]) },
    ],
    ['Task Management Request', { kind: 'task-management-request', final: true, immediate: true, function: 5, initiatorTaskTag: 7 }],
    ['Logout Request', { kind: 'logout-request', final: true, immediate: true, initiatorTaskTag: 7 }],
    ['SNACK Request', { kind: 'snack-request', final: true, initiatorTaskTag: noTag, targetTransferTag: noTag }],
  ];

  it.each(damaged)('a damaged %s', async (_, pdu) => {
    const other = await lab.attach();
    const initiator = await lab.attachToBlank({ offers: solicited });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    await task.nextR2T();
    const { cmdSn } = initiator;
    initiator.connection.sendSpoilt({ ...pdu, ...('cmdSn' in pdu || pdu.kind !== 'data-out' ? { cmdSn } : {}) } as Request, 'header');
    await initiator.connection.closed();
    expect(initiator.connection.kept).toEqual([]);
    expect(task.ended).toBe(false);
    await expectBlocks(other);
  });

  it('however the digest of the data is', async () => {
    const initiator = await lab.attach({ offers: digests });
    const pdu = { kind: 'nop-out', final: true, targetTransferTag: noTag, data: pattern(10), ...initiator.numbers(true) } as const;
    initiator.connection.sendSpoilt(pdu, 'header');
    await initiator.connection.closed();
    expect(initiator.connection.kept).toEqual([]);
  });

  it('over an additional header segment', async () => {
    const initiator = await lab.attach({ offers: digests });
    const additionalHeader = Uint8Array.of(0, 5, 1, 0, 0, 0, 0, 0);
    const pdu = {
      kind: 'scsi-command',
      final: true,
      attribute: 1,
      cdb: cdb.testUnitReady(),
      additionalHeader,
      ...initiator.numbers(),
    } as const;
    initiator.connection.sendSpoilt(pdu, 'header');
    await initiator.connection.closed();
    expect(initiator.connection.kept).toEqual([]);
  });

  it('and what stands behind it is not looked at', async () => {
    const other = await lab.attach();
    const initiator = await lab.attachToBlank({ offers: digests });
    initiator.connection.sendSpoilt({ kind: 'nop-out', final: true, targetTransferTag: noTag, ...initiator.numbers(true) }, 'header');
    initiator.start(cdb.writeFilemarks(1));
    await initiator.connection.closed();
    await expectBlocks(other);
  });

  it('as one that is missing does', async () => {
    const initiator = await lab.attach({ offers: digests });
    const pdu = { kind: 'nop-out', final: true, targetTransferTag: noTag, data: pattern(10), ...initiator.numbers(true) } as const;
    initiator.connection.sendBytes(encode(pdu));
    await initiator.connection.closed();
    expect(initiator.connection.kept).toEqual([]);
  });
});

describe('a data digest that is wrong in a Data-Out (RFC 7143 §7.8, §11.4.7.2)', () => {
  it.each([0, 3, 7])('of a burst that was asked for, PDU %i of 8: Reject, and the task fails after the last', async (spoilt) => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    await answerSpoilt(initiator, task, await task.nextR2T(), pattern(4096), spoilt);
    expect(await task.completion).toMatchObject(protocolServiceCrcError);
    expect((await write(initiator, 600, 1)).status).toBe(0);
    await expectBlocks(initiator, [600, 1]);
  });

  it('of one burst among several: the others still come, or are no longer asked for', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    const data = pattern(20_000);
    const pending: Promise<void>[] = [];
    const task = initiator.start(cdb.write6(20_000), {
      write: data,
      answerR2T: (r2t) => {
        if (r2t.r2tSn === 1) pending.push(answerSpoilt(initiator, task, r2t, data, 2));
        else task.answer(r2t);
      },
    });
    expect(await task.completion).toMatchObject(protocolServiceCrcError);
    await Promise.all(pending);
    await expectBlocks(initiator);
  });

  it.each([false, true])('that nobody asked for (the last: %s)', async (final) => {
    const initiator = await lab.attachToBlank({ offers: unsolicited });
    const task = initiator.start(cdb.write6(1024), { write: pattern(1024), unsolicited: false, announce: true, answerR2T: false });
    const pieces = [0, 512].map((at) =>
      dataOut(initiator, task, { dataSn: at / 512, bufferOffset: at, data: pattern(1024).subarray(at, at + 512), final: at === 512 }),
    );
    if (final) initiator.connection.send(pieces[0]!);
    await rejectOf(initiator, pieces[final ? 1 : 0]!);
    if (!final) {
      await initiator.ping();
      expect(task.ended).toBe(false);
      initiator.connection.send(pieces[1]!);
    }
    expect(await task.completion).toMatchObject(protocolServiceCrcError);
    await expectBlocks(initiator);
  });

  it('with data digests alone', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...solicited, HeaderDigest: 'None' } });
    const task = initiator.start(cdb.write6(4096), { write: pattern(4096), answerR2T: false });
    await answerSpoilt(initiator, task, await task.nextR2T(), pattern(4096), 1);
    expect(await task.completion).toMatchObject(protocolServiceCrcError);
    await expectBlocks(initiator);
  });

  it('twice in one task: a Reject for each, and one status', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    const task = initiator.start(cdb.write6(1024), { write: pattern(1024), answerR2T: false });
    const { targetTransferTag } = await task.nextR2T();
    const data = pattern(512);
    await rejectOf(initiator, dataOut(initiator, task, { targetTransferTag, data }));
    await rejectOf(initiator, dataOut(initiator, task, { targetTransferTag, data, dataSn: 1, bufferOffset: 512, final: true }));
    expect(await task.completion).toMatchObject(protocolServiceCrcError);
    expect(initiator.connection.kept).toEqual([]);
    await expectBlocks(initiator);
  });

  it('spoils its own task only: the Data-Outs of two tasks alternate', async () => {
    const initiator = await lab.attachToBlank({ offers: unsolicited });
    const announce = (seed: number): Task =>
      initiator.start(cdb.write6(1024), { write: pattern(1024, seed), unsolicited: false, announce: true, answerR2T: false });
    const [sound, spoilt] = [announce(1), announce(2)];
    const piece = (task: Task, seed: number, dataSn: number): Request<'data-out'> => {
      const at = 512 * dataSn;
      return dataOut(initiator, task, { dataSn, bufferOffset: at, data: pattern(1024, seed).subarray(at, at + 512), final: dataSn === 1 });
    };
    initiator.connection.send(piece(spoilt, 2, 0));
    initiator.connection.send(piece(sound, 1, 0));
    await rejectOf(initiator, piece(spoilt, 2, 1));
    initiator.connection.send(piece(sound, 1, 1));
    expect(await sound.completion).toMatchObject({ status: 0, residual: 0 });
    expect(await spoilt.completion).toMatchObject(protocolServiceCrcError);
    expect((await write(initiator, 700, 3)).status).toBe(0);
    await expectBlocks(initiator, [1024, 1], [700, 3]);
  });

  it('of a task that is no more is rejected all the same', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    await rejectOf(initiator, dataOut(initiator, { tag: 0x7777 } as Task, { final: true, data: pattern(512) }));
    await expectBlocks(initiator);
  });

  it('and the task waits for the rest of its data: an ABORT TASK ends it without a status', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    const task = initiator.start(cdb.write6(1024), { write: pattern(1024), answerR2T: false });
    const { targetTransferTag } = await task.nextR2T();
    await rejectOf(initiator, dataOut(initiator, task, { targetTransferTag, data: pattern(512) }));
    expect(await initiator.manage(taskManagement.abortTask, { of: task })).toBe(0);
    await initiator.ping();
    expect(task.ended).toBe(false);
    await expectBlocks(initiator);
  });
});

describe('a data digest that is wrong elsewhere: the PDU is discarded, and its number is not used (RFC 7143 §7.8)', () => {
  it('in immediate data: the command has not happened, and comes again under its number', async () => {
    const initiator = await lab.attachToBlank({ offers: immediate });
    const { cmdSn } = initiator;
    const command: Request<'scsi-command'> = {
      kind: 'scsi-command',
      final: true,
      write: true,
      attribute: 1,
      initiatorTaskTag: initiator.newTag(),
      expectedDataTransferLength: 501,
      cmdSn,
      expStatSn: initiator.expStatSn,
      cdb: cdb.write6(501),
      data: pattern(501),
    };
    expect((await rejectOf(initiator, command)).expCmdSn).toBe(cmdSn);
    expect((await initiator.ping()).expCmdSn).toBe(cmdSn);
    const again = initiator.start(cdb.write6(501), { write: pattern(501, 1), initiatorTaskTag: command.initiatorTaskTag! });
    expect(await again.completion).toMatchObject({ status: 0 });
    expect(again.cmdSn).toBe(cmdSn);
    await expectBlocks(initiator, [501, 1]);
  });

  it('in immediate data with more to follow: that is dropped in silence', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...immediate, InitialR2T: 'No' } });
    const { cmdSn } = initiator;
    const initiatorTaskTag = initiator.newTag();
    const fields = { write: true, attribute: 1, initiatorTaskTag, expectedDataTransferLength: 1024, cmdSn, expStatSn: initiator.expStatSn };
    await rejectOf(initiator, { kind: 'scsi-command', ...fields, cdb: cdb.write6(1024), data: pattern(512) });
    initiator.connection.send({
      kind: 'data-out',
      final: true,
      initiatorTaskTag,
      targetTransferTag: noTag,
      bufferOffset: 512,
      data: pattern(512),
    });
    expect((await initiator.ping()).expCmdSn).toBe(cmdSn);
    expect(initiator.connection.kept).toEqual([]);
    await expectBlocks(initiator);
  });

  it.each([true, false])('in a NOP-Out (immediate: %s): there is no answer but the Reject', async (isImmediate) => {
    const initiator = await lab.attach({ offers: digests });
    const { cmdSn } = initiator;
    const numbers = { initiatorTaskTag: initiator.newTag(), cmdSn, immediate: isImmediate };
    const reject = await rejectOf(initiator, { kind: 'nop-out', final: true, targetTransferTag: noTag, data: pattern(33), ...numbers });
    expect(reject.expCmdSn).toBe(cmdSn);
    expect((await initiator.ping(pattern(33), false)).expCmdSn).toBe(cmdSn + 1);
    expect(initiator.connection.kept).toEqual([]);
  });

  it('in a Text Request: nothing of it is taken', async () => {
    const initiator = await lab.attach({ offers: digests });
    const { cmdSn } = initiator;
    const data = encodeText([['MaxRecvDataSegmentLength', '512']]);
    const fields = { initiatorTaskTag: initiator.newTag(), cmdSn, targetTransferTag: noTag, data };
    expect((await rejectOf(initiator, { kind: 'text-request', final: true, ...fields })).expCmdSn).toBe(cmdSn);
    expect(await initiator.text([])).toEqual([]);
    expect((await initiator.ping(pattern(2000))).data.length).toBe(2000);
    expect(initiator.connection.kept).toEqual([]);
  });
});
