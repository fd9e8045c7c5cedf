/** A session and its commands against a target that is played by hand: what leaves, in which order, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import { openIscsi } from '../../../../src/host/initiator/profiles/open-iscsi.ts';
import { tapelab } from '../../../../src/host/initiator/profiles/tapelab.ts';
import type { Session } from '../../../../src/host/initiator/session.ts';
import type { ScsiAnswer, ScsiRequest } from '../../../../src/host/scsi.ts';
import { AsyncEvent } from '../../../../src/wire/async-message.ts';
import type { DataInPdu } from '../../../../src/wire/data-in.ts';
import { Opcode } from '../../../../src/wire/opcode.ts';
import type { TargetPdu } from '../../../../src/wire/pdu.ts';
import type { ReadyToTransferPdu } from '../../../../src/wire/ready-to-transfer.ts';
import { TaskManagementFunctionCode } from '../../../../src/wire/task-management-request.ts';
import {
  agreeable,
  firstStatSn,
  loginResponse,
  numbers,
  portal,
  ScriptedTarget,
  scsiResponse,
  settled,
  targetName,
  taskManagementResponse,
} from './scripted-target.ts';

const testUnitReady: ScsiRequest = { lun: 1, cdb: new Uint8Array(6) };
const read = (bytes: number): ScsiRequest => ({ lun: 1, cdb: Uint8Array.of(8, 0, 0, 0, 0, 0), read: bytes });
const write = (data: Uint8Array): ScsiRequest => ({ lun: 1, cdb: Uint8Array.of(10, 0, 0, 0, 0, 0), write: data });
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);
const good = { kind: 'status', status: 0 };
const noTag = 0xffff_ffff;

const dataIn = (tag: number, fields: Partial<DataInPdu>): DataInPdu => ({
  opcode: Opcode.dataIn,
  final: true,
  acknowledge: false,
  hasStatus: false,
  residual: { kind: 'none', count: 0 },
  status: 0,
  lun: 0n,
  initiatorTaskTag: tag,
  targetTransferTag: noTag,
  dataSn: 0,
  bufferOffset: 0,
  data: ByteList.empty,
  ...numbers(0),
  ...fields,
});
const r2t = (tag: number, fields: Partial<ReadyToTransferPdu>): ReadyToTransferPdu => ({
  opcode: Opcode.readyToTransfer,
  lun: 1n << 48n,
  initiatorTaskTag: tag,
  targetTransferTag: 0x77,
  r2tSn: 0,
  bufferOffset: 12_288,
  desiredDataTransferLength: 16_384,
  ...numbers(firstStatSn),
  ...fields,
});

/** What a session tells, in words. */
function told(session: Session): string[] {
  const log: string[] = [];
  session.listen({
    lost: (_, cause) => log.push(`lost: ${cause}`),
    attemptFailed: (_, failure) => log.push(`attempt: ${failure}`),
    gone: () => log.push('gone'),
    recovered: (held) => log.push(held ? 'recovered' : 'recovered after it was gone'),
    ended: () => log.push('ended'),
    asyncMessage: (event, sense) => log.push(`async: ${event} ${Buffer.from(sense).toString('hex')}`),
    timedOut: ({ cdb }) => log.push(`timed out: ${cdb[0]}`),
    managed: (task, response) => log.push(`managed: ${task} ${response}`),
    rejected: (reason) => log.push(`rejected: ${reason}`),
  });
  return log;
}

/** The answer, when it is there. */
function watched(answer: Promise<ScsiAnswer>): { answer: ScsiAnswer | undefined } {
  const seen: { answer: ScsiAnswer | undefined } = { answer: undefined };
  void answer.then((one) => {
    seen.answer = one;
  });
  return seen;
}

describe('commands (RFC 7143 §11.3)', () => {
  it('bear tags and numbers that count, and acknowledge what has come', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    for (let n = 0; n < 3; n++) {
      const answer = session.execute({ ...testUnitReady, taskAttribute: n === 0 ? 'untagged' : 'simple' });
      const pdu = await target.connection.hear(Opcode.scsiCommand);
      expect(pdu).toMatchObject({ initiatorTaskTag: n + 1, cmdSn: n + 1, expStatSn: n + 2, lun: 1n << 48n, attribute: n === 0 ? 0 : 1 });
      expect([pdu.final, pdu.read, pdu.write, pdu.immediate, pdu.expectedDataTransferLength]).toEqual([true, false, false, false, 0]);
      target.connection.say(scsiResponse(n + 1, n + 2, { ...numbers(n + 2, n + 2) }));
      expect(await answer).toMatchObject(good);
    }
  });

  it.each([
    [0, '0000000000000000'],
    [255, '00ff000000000000'],
    [256, '4100000000000000'],
    [16_383, '7fff000000000000'],
  ])('address LUN %i', async (lun, field) => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    void session.execute({ ...testUnitReady, lun });
    expect((await target.connection.hear(Opcode.scsiCommand)).lun.toString(16).padStart(16, '0')).toBe(field);
  });

  it('carry a CDB of more than 16 bytes, and two lengths where data go both ways', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    void session.execute({ lun: 0, cdb: counting(32), read: 7, write: counting(5) });
    const pdu = await target.connection.hear(Opcode.scsiCommand);
    expect([pdu.read, pdu.write, pdu.expectedDataTransferLength]).toEqual([true, true, 5]);
    expect(pdu.additionalHeaderSegments).toEqual([
      { type: 1, bytes: Uint8Array.of(0, ...counting(32).subarray(16)) },
      { type: 2, bytes: Uint8Array.of(0, 0, 0, 0, 7) },
    ]);
  });

  it('wait while the window is closed, in their order; what is immediate does not', async () => {
    const target = new ScriptedTarget();
    const coming = target.initiator().logIn(portal, targetName);
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    target.connection.say(loginResponse(isid));
    await target.connection.hear(Opcode.loginRequest);
    const start = 0xffff_ffff;
    target.connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, tsih: 7, statSn: 1, expCmdSn: start, maxCmdSn: start }));
    const session = await coming;
    for (let n = 1; n <= 3; n++) void session.execute({ ...testUnitReady, lun: n });
    expect((await target.connection.hear(Opcode.scsiCommand)).cmdSn).toBe(0xffff_ffff);
    const pinged = session.ping(1000);
    const ping = await target.connection.hear(Opcode.nopOut);
    expect([ping.immediate, ping.cmdSn]).toEqual([true, 0]);
    const pong = {
      opcode: Opcode.nopIn,
      lun: 0n,
      initiatorTaskTag: ping.initiatorTaskTag,
      targetTransferTag: noTag,
      data: ByteList.empty,
    } as const;
    // A window that is older than the one before opens nothing; nor does one that is none.
    target.connection.say(
      { ...pong, initiatorTaskTag: noTag, ...numbers(2, start, 0xffff_fff0) },
      { ...pong, initiatorTaskTag: noTag, ...numbers(2, 5, 1) },
    );
    expect(await target.connection.silent()).toBe(true);
    target.connection.say({ ...pong, ...numbers(2, 0, 1) });
    expect(await pinged).toBe(true);
    expect([await target.connection.hear(Opcode.scsiCommand), await target.connection.hear(Opcode.scsiCommand)]).toMatchObject([
      { cmdSn: 0, lun: 2n << 48n },
      { cmdSn: 1, lun: 3n << 48n },
    ]);
  });
});

describe('data-out (RFC 7143 §11.7, §11.8)', () => {
  const block = counting(40_000);

  it.each([
    ['InitialR2T=No, ImmediateData=Yes', 'No', 'Yes', 8192, [4096], false],
    ['InitialR2T=No, ImmediateData=No', 'No', 'No', 0, [8192, 4096], false],
    ['InitialR2T=Yes, ImmediateData=Yes', 'Yes', 'Yes', 8192, [], true],
    ['InitialR2T=Yes, ImmediateData=No', 'Yes', 'No', 0, [], true],
  ])('%s: the first burst, then what is asked for', async (_, initialR2T, immediateData, immediate, unsolicited, final) => {
    const target = new ScriptedTarget();
    const session = await target.logIn({}, [['InitialR2T', initialR2T], ['ImmediateData', immediateData], ...agreeable.slice(2)]);
    const answer = session.execute(write(block));
    const { connection } = target;
    const command = await connection.hear(Opcode.scsiCommand);
    expect([command.data.length, command.final, command.write, command.expectedDataTransferLength]).toEqual([
      immediate,
      final,
      true,
      40_000,
    ]);
    let arrived = command.data.toBytes();
    for (const [n, length] of unsolicited.entries()) {
      const pdu = await connection.hear(Opcode.dataOut);
      expect(pdu).toMatchObject({
        targetTransferTag: noTag,
        dataSn: n,
        bufferOffset: arrived.length,
        final: n === unsolicited.length - 1,
        lun: 0n,
      });
      expect(pdu.data.length).toBe(length);
      arrived = Buffer.concat([arrived, pdu.data.toBytes()]);
    }
    for (let sn = 0; arrived.length < 40_000; sn++) {
      expect(await connection.silent()).toBe(true);
      const length = Math.min(16_384, 40_000 - arrived.length);
      connection.say(r2t(1, { r2tSn: sn, bufferOffset: arrived.length, desiredDataTransferLength: length, targetTransferTag: 100 + sn }));
      for (let dataSn = 0, sent = 0; sent < length; dataSn++) {
        const pdu = await connection.hear(Opcode.dataOut);
        sent += pdu.data.length;
        expect(pdu).toMatchObject({
          targetTransferTag: 100 + sn,
          dataSn,
          bufferOffset: arrived.length,
          final: sent === length,
          lun: 1n << 48n,
        });
        expect(pdu.data.length).toBeLessThanOrEqual(8192);
        arrived = Buffer.concat([arrived, pdu.data.toBytes()]);
      }
    }
    expect(Buffer.compare(arrived, block)).toBe(0);
    connection.say(scsiResponse(1, firstStatSn));
    expect(await answer).toMatchObject({ ...good, residual: 0 });
  });

  it('answers an R2T that has come before with nothing, and one that may not be with the end of the connection', async () => {
    const bad: Partial<ReadyToTransferPdu>[] = [
      { r2tSn: 2 },
      { desiredDataTransferLength: 0 },
      { desiredDataTransferLength: 16_385 },
      { bufferOffset: 30_000 },
      { targetTransferTag: noTag },
    ];
    for (const fields of bad) {
      const target = new ScriptedTarget();
      const session = await target.logIn();
      const log = told(session);
      void session.execute(write(block));
      const { connection } = target;
      await connection.hear(Opcode.scsiCommand);
      await connection.hear(Opcode.dataOut);
      connection.say(r2t(1, {}));
      for (let n = 0; n < 2; n++) await connection.hear(Opcode.dataOut);
      connection.say(r2t(1, {}));
      expect(await connection.silent()).toBe(true);
      connection.say(r2t(1, { r2tSn: 1, bufferOffset: 20_000, ...fields }));
      await settled();
      expect(log).toEqual(['lost: r2t']);
      expect(connection.ended).toBe('at once');
    }
  });
});

describe('data-in (RFC 7143 §11.7)', () => {
  it('is put together, with the status in the last piece or behind it', async () => {
    const bytes = counting(1000);
    const piece = (from: number, to: number, dataSn: number, fields: Partial<DataInPdu> = {}) =>
      dataIn(1, { data: ByteList.of(bytes.subarray(from, to)), bufferOffset: from, dataSn, final: to === 1000, ...fields });
    for (const collapsed of [true, false]) {
      const target = new ScriptedTarget();
      const session = await target.logIn();
      const answer = session.execute(read(1100));
      const { connection } = target;
      expect(await connection.hear(Opcode.scsiCommand)).toMatchObject({
        read: true,
        write: false,
        final: true,
        expectedDataTransferLength: 1100,
      });
      const residual = { kind: 'underflow', count: 100 } as const;
      connection.say(piece(0, 400, 0), piece(0, 400, 0));
      if (collapsed) connection.say(piece(400, 1000, 1, { hasStatus: true, residual, ...numbers(firstStatSn) }));
      else connection.say(piece(400, 1000, 1), scsiResponse(1, firstStatSn, { residual, expDataSn: 2 }));
      const { data, ...rest } = (await answer) as Extract<ScsiAnswer, { kind: 'status' }>;
      expect(rest).toMatchObject({ ...good, residual: 100 });
      expect(Buffer.compare(data.toBytes(), bytes)).toBe(0);
    }
  });

  it('comes with sense data, and with less or more than was expected', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const sense = Uint8Array.of(0x70, 0, 8, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0);
    const segment = ByteList.of(Uint8Array.of(0, 18, ...sense, 0xee, 0xee));
    const answer = session.execute(read(10));
    target.connection.say(scsiResponse(1, 2, { status: 2, data: segment, residual: { kind: 'overflow', count: 30 } }));
    expect(await answer).toEqual({ kind: 'status', status: 2, sense, data: ByteList.empty, residual: -30 });
    const failed = session.execute(read(10));
    target.connection.say(scsiResponse(2, 3, { response: 1, expCmdSn: 3 }));
    expect(await failed).toMatchObject({ kind: 'failed' });
  });

  it.each<[string, string, readonly TargetPdu[]]>([
    ['a piece is missing', 'data-in-order', [dataIn(1, { dataSn: 1 })]],
    ['a piece lies elsewhere', 'data-in-order', [dataIn(1, { bufferOffset: 4, data: ByteList.of(counting(4)) })]],
    ['more comes than there is room for', 'excess-data', [dataIn(1, { data: ByteList.of(counting(11)) })]],
    ['the status tells of a piece that never came', 'missing-data', [scsiResponse(1, firstStatSn, { expDataSn: 1 })]],
    ['a status is missing', 'stat-sn', [scsiResponse(1, firstStatSn + 1)]],
    ['a status bears a number that was used', 'stat-sn', [scsiResponse(1, firstStatSn - 1)]],
    ['nobody has asked', 'unknown-tag', [scsiResponse(5, firstStatSn)]],
    ['nobody has asked for that', 'unknown-tag', [taskManagementResponse(1, firstStatSn)]],
    ['it is a login', 'invalid-pdu', [loginResponse(new Uint8Array(6), numbers(firstStatSn))]],
  ])('ends the connection where %s', async (_, cause, pdus) => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    void session.execute(read(10));
    await target.connection.hear(Opcode.scsiCommand);
    target.connection.say(...pdus);
    await settled();
    expect(log).toEqual([`lost: ${cause}`]);
    expect([session.state, target.connection.ended]).toEqual(['held', 'at once']);
  });

  it.each([
    ['an operation code of initiators', 'unknown-opcode', Uint8Array.of(0x01)],
    ['an operation code of nobody', 'unknown-opcode', Uint8Array.of(0x3e)],
    ['both residuals', 'invalid-pdu', Uint8Array.of(0x21, 0x86)],
    ['a segment longer than we take', 'segment-too-long', Uint8Array.of(0x25, 0x80, 0, 0, 0, 1, 0, 1)],
  ])('ends the connection at %s', async (_, cause, start) => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const bytes = new Uint8Array(48);
    bytes.set(start);
    target.connection.sayBytes(bytes);
    await settled();
    expect(log).toEqual([`lost: ${cause}`]);
  });

  it('takes an answer that comes twice once', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const answer = session.execute(testUnitReady);
    target.connection.say(scsiResponse(1, firstStatSn), scsiResponse(1, firstStatSn));
    expect(await answer).toMatchObject(good);
    expect(log).toEqual([]);
  });
});

describe('what the target says of its own accord', () => {
  const ping = { opcode: Opcode.nopIn, lun: 3n << 48n, initiatorTaskTag: noTag, data: ByteList.empty } as const;

  it('a ping is answered, and takes no number', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    target.connection.say({ ...ping, targetTransferTag: 0x1234, ...numbers(firstStatSn) });
    expect(await target.connection.hear(Opcode.nopOut)).toMatchObject({
      immediate: true,
      lun: 3n << 48n,
      initiatorTaskTag: noTag,
      targetTransferTag: 0x1234,
      cmdSn: 1,
      expStatSn: firstStatSn,
    });
    target.connection.say({ ...ping, targetTransferTag: noTag, ...numbers(firstStatSn) });
    expect(await target.connection.silent()).toBe(true);
    session.drop();
  });

  it('Reject ends the command that it is about', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const { connection } = target;
    const answers = [session.execute(write(counting(20_000))), session.execute(testUnitReady)].map(watched);
    const pinged = session.ping(60_000);
    await settled();
    const reject = (n: number, statSn: number): TargetPdu => ({
      opcode: Opcode.reject,
      reason: 4,
      dataSn: 0,
      data: ByteList.of(connection.sent.slice(2)[n]!.slice(0, 48)),
      ...numbers(statSn),
    });
    // The first command's unsolicited data; its status is still to come. Then the second, and the ping.
    connection.say(reject(1, 2), reject(2, 3), reject(3, 4));
    expect(await pinged).toBe(false);
    expect(answers.map(({ answer }) => answer?.kind)).toEqual([undefined, 'failed']);
    expect(log).toEqual(['rejected: 4', 'rejected: 4', 'rejected: 4']);
  });

  it('sense data of an Asynchronous Message are told', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const message = { opcode: Opcode.asyncMessage, lun: 0n, asyncVCode: 0, parameter1: 0, parameter2: 0, parameter3: 0 } as const;
    target.connection.say({
      ...message,
      asyncEvent: AsyncEvent.scsi,
      data: ByteList.of(Uint8Array.of(0, 2, 0x70, 6, 9)),
      ...numbers(firstStatSn),
    });
    target.connection.say({ ...message, asyncEvent: AsyncEvent.negotiationRequest, data: ByteList.empty, ...numbers(firstStatSn + 1) });
    expect((await target.connection.hear(Opcode.textRequest)).data.length).toBe(0);
    expect(log).toEqual(['async: 0 7006', 'async: 4 ']);
  });

  it('a request to log out is honoured when the commands under way are answered, and the session comes back', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const first = watched(session.execute(testUnitReady));
    const { connection } = target;
    await connection.hear(Opcode.scsiCommand);
    const message = {
      opcode: Opcode.asyncMessage,
      lun: 0n,
      asyncVCode: 0,
      parameter1: 0,
      parameter2: 0,
      parameter3: 20,
      data: ByteList.empty,
    } as const;
    connection.say({ ...message, asyncEvent: AsyncEvent.logoutRequest, ...numbers(firstStatSn) });
    await settled();
    const second = watched(session.execute(testUnitReady));
    expect(await connection.silent()).toBe(true);
    connection.say(scsiResponse(1, firstStatSn + 1));
    const logout = await connection.hear(Opcode.logoutRequest);
    expect(first.answer).toMatchObject(good);
    connection.say({
      opcode: Opcode.logoutResponse,
      response: 0,
      initiatorTaskTag: logout.initiatorTaskTag,
      time2Wait: 0,
      time2Retain: 0,
      ...numbers(4),
    });
    await settled();
    expect(connection.ended).toBe('orderly');
    target.clock.advance(5000);
    await target.admit();
    await target.connection.hear(Opcode.scsiCommand);
    target.connection.say(scsiResponse(1, firstStatSn));
    await settled();
    expect(second.answer).toMatchObject(good);
    expect(log).toEqual(['async: 1 ', 'lost: logout-requested', 'recovered']);
  });

  it('nor does it wait for ever for commands under way', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    void session.execute(testUnitReady);
    await target.connection.hear(Opcode.scsiCommand);
    const message = {
      opcode: Opcode.asyncMessage,
      lun: 0n,
      asyncVCode: 0,
      parameter1: 0,
      parameter2: 0,
      parameter3: 20,
      data: ByteList.empty,
    } as const;
    target.connection.say({ ...message, asyncEvent: AsyncEvent.logoutRequest, ...numbers(firstStatSn) });
    expect(await target.connection.silent()).toBe(true);
    target.clock.advance(10_000);
    await target.connection.hear(Opcode.logoutRequest);
  });
});

describe('task management (RFC 7143 §11.5)', () => {
  it('aborts a command that is not answered in its time, and tells of it once that is done', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn({ profile: { ...openIscsi, firstStage: 'security', recovery: { ...tapelab.recovery } } });
    const log = told(session);
    const { connection } = target;
    const seen = watched(session.execute({ ...testUnitReady, timeoutMs: 10_000 }));
    const command = await connection.hear(Opcode.scsiCommand);
    target.clock.advance(9_999);
    expect(await connection.silent()).toBe(true);
    target.clock.advance(1);
    const abort = await connection.hear(Opcode.taskManagementRequest);
    expect(abort).toMatchObject({
      immediate: true,
      function: TaskManagementFunctionCode.abortTask,
      referencedTaskTag: command.initiatorTaskTag,
      refCmdSn: command.cmdSn,
      cmdSn: 2,
      lun: 1n << 48n,
    });
    await settled();
    expect(seen.answer).toBeUndefined();
    connection.say(taskManagementResponse(abort.initiatorTaskTag, firstStatSn));
    await settled();
    expect(seen.answer).toMatchObject({ kind: 'timed-out' });
    expect(log).toEqual(['timed out: 0', 'managed: 1 0']);
  });

  it('a status that comes before the answer to the abort counts', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn({ profile: tapelab });
    const giveUp = new AbortController();
    const seen = watched(session.execute({ ...testUnitReady, signal: giveUp.signal }));
    await target.connection.hear(Opcode.scsiCommand);
    giveUp.abort();
    const abort = await target.connection.hear(Opcode.taskManagementRequest);
    target.connection.say(scsiResponse(1, firstStatSn), taskManagementResponse(abort.initiatorTaskTag, firstStatSn + 1, 1));
    await settled();
    expect(seen.answer).toMatchObject(good);
    expect(await session.execute({ ...testUnitReady, signal: giveUp.signal })).toMatchObject({ kind: 'aborted' });
  });

  it('Windows resets the logical unit, which takes its other commands along', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const { connection } = target;
    const seen = [{ ...testUnitReady, timeoutMs: 1000 }, testUnitReady, { ...testUnitReady, lun: 2 }].map((request) =>
      watched(session.execute(request)),
    );
    for (let n = 0; n < 3; n++) await connection.hear(Opcode.scsiCommand);
    target.clock.advance(1000);
    const reset = await connection.hear(Opcode.taskManagementRequest);
    expect(reset).toMatchObject({
      function: TaskManagementFunctionCode.logicalUnitReset,
      referencedTaskTag: noTag,
      refCmdSn: 0,
      lun: 1n << 48n,
    });
    const later = watched(session.execute(testUnitReady));
    connection.say(taskManagementResponse(reset.initiatorTaskTag, firstStatSn));
    await settled();
    expect([...seen, later].map(({ answer }) => answer?.kind)).toEqual(['timed-out', 'aborted', undefined, undefined]);
  });

  it.each([
    ['is not answered', undefined],
    ['is refused', 255],
  ])('gives the connection up where an abort %s', async (_, response) => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const seen = watched(session.execute({ ...testUnitReady, timeoutMs: 1000 }));
    const other = watched(session.execute({ ...testUnitReady, lun: 2 }));
    await target.connection.hear(Opcode.scsiCommand);
    await target.connection.hear(Opcode.scsiCommand);
    target.clock.advance(1000);
    const reset = await target.connection.hear(Opcode.taskManagementRequest);
    if (response === undefined) target.clock.advance(15_000);
    else target.connection.say(taskManagementResponse(reset.initiatorTaskTag, firstStatSn, response));
    await settled();
    expect(log).toEqual(['timed out: 0', `managed: 5 ${response}`, 'lost: task-management']);
    expect(seen.answer).toMatchObject({ kind: 'timed-out' });
    // What was not to blame is sent again.
    expect(other.answer).toBeUndefined();
    target.clock.advance(5000);
    await target.admit();
    expect(await target.connection.hear(Opcode.scsiCommand)).toMatchObject({ lun: 2n << 48n, initiatorTaskTag: 1 });
  });

  it('is asked for by those above as well; an answer that comes too late harms nobody', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const seen = watched(session.execute(testUnitReady));
    await target.connection.hear(Opcode.scsiCommand);
    const late = session.manage(TaskManagementFunctionCode.targetWarmReset, { timeoutMs: 500 });
    const first = await target.connection.hear(Opcode.taskManagementRequest);
    target.clock.advance(500);
    expect(await late).toBeUndefined();
    target.connection.say(taskManagementResponse(first.initiatorTaskTag, 2));
    const reset = session.manage(TaskManagementFunctionCode.targetWarmReset);
    const second = await target.connection.hear(Opcode.taskManagementRequest);
    target.connection.say(taskManagementResponse(second.initiatorTaskTag, 3));
    expect(await reset).toBe(0);
    await settled();
    expect(seen.answer).toMatchObject({ kind: 'aborted' });
    expect(log).toEqual(['managed: 6 undefined', 'managed: 6 0']);
  });

  it('a command that the window has not reached is forgotten without a word', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    for (let n = 0; n < 32; n++) void session.execute(testUnitReady);
    const waiting = watched(session.execute({ ...testUnitReady, timeoutMs: 100 }));
    for (let n = 0; n < 32; n++) await target.connection.hear(Opcode.scsiCommand);
    target.clock.advance(100);
    await settled();
    expect(waiting.answer).toMatchObject({ kind: 'timed-out' });
    target.connection.say(scsiResponse(1, firstStatSn, { maxCmdSn: 60 }));
    expect(await target.connection.silent()).toBe(true);
  });
});

describe('a connection that is lost', () => {
  it('is held for 60 s by Windows, which tries again every 5 s and sends again what had no answer', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const first = watched(session.execute({ ...testUnitReady, timeoutMs: 7000 }));
    await target.connection.hear(Opcode.scsiCommand);
    target.refuses = 'ECONNREFUSED';
    target.connection.close(new Error('read ECONNRESET'));
    await settled();
    expect(session.state).toBe('held');
    const second = watched(session.execute({ ...testUnitReady, lun: 2 }));
    const givenUp = new AbortController();
    const third = watched(session.execute({ ...testUnitReady, signal: givenUp.signal }));
    givenUp.abort();
    for (let n = 0; n < 3; n++) {
      target.clock.advance(4999);
      await settled();
      expect(log).toHaveLength(1 + n);
      target.clock.advance(1);
      await settled();
    }
    expect(log).toEqual(['lost: closed', ...Array.from({ length: 3 }, () => 'attempt: unreachable')]);
    expect([first.answer, second.answer, third.answer?.kind]).toEqual([undefined, undefined, 'aborted']);
    target.refuses = undefined;
    target.clock.advance(5000);
    await target.admit();
    expect([log.at(-1), session.state]).toEqual(['recovered', 'logged-in']);
    const { connection } = target;
    // In their order, and with numbers that begin anew; a login of the same ISID reinstates the session.
    expect([await connection.hear(Opcode.scsiCommand), await connection.hear(Opcode.scsiCommand)]).toMatchObject([
      { initiatorTaskTag: 1, cmdSn: 1, lun: 1n << 48n },
      { initiatorTaskTag: 2, cmdSn: 2, lun: 2n << 48n },
    ]);
    expect(Buffer.compare(connection.sent[0]!.subarray(8, 16), target.connections[0]!.sent[0]!.subarray(8, 16))).toBe(0);
    // Its time begins anew, too.
    target.clock.advance(6999);
    expect(await connection.silent()).toBe(true);
    connection.say(scsiResponse(1, 2), scsiResponse(2, 3));
    await settled();
    expect([first.answer, second.answer]).toMatchObject([good, good]);
    target.clock.advance(120_000);
    expect(session.state).toBe('logged-in');
  });

  it('is gone after that: commands fail, and it comes back all the same', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const held = watched(session.execute(testUnitReady));
    session.listen({ gone: () => log.push(`answered by then: ${held.answer?.kind}`) });
    target.refuses = 'ECONNREFUSED';
    target.connection.close();
    await settled();
    for (let n = 0; n < 12; n++) {
      expect(session.state).toBe('held');
      target.clock.advance(5000);
      await settled();
    }
    expect(session.state).toBe('gone');
    expect(log.filter((line) => !line.startsWith('attempt'))).toEqual(['lost: closed', 'gone', 'answered by then: undefined']);
    expect(held.answer).toMatchObject({ kind: 'device-gone' });
    expect(await session.execute(testUnitReady)).toMatchObject({ kind: 'device-gone' });
    expect([await session.ping(1), await session.manage(5)]).toEqual([false, undefined]);
    target.clock.advance(3_600_000);
    target.refuses = undefined;
    await settled();
    target.clock.advance(5000);
    await target.admit();
    expect([session.state, log.at(-1)]).toEqual(['logged-in', 'recovered after it was gone']);
    void session.execute(testUnitReady);
    await target.connection.hear(Opcode.scsiCommand);
  });

  it('a login that is refused is an attempt that failed', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    target.connection.close();
    await settled();
    target.clock.advance(5000);
    await settled();
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    target.connection.say(loginResponse(isid, { status: 0x0301 }));
    await settled();
    expect(log.at(-1)).toBe('attempt: refused');
    target.clock.advance(5000);
    await target.admit();
    expect(log.at(-1)).toBe('recovered');
  });

  it('is not mended by the profile of our own verbs', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn({ profile: tapelab });
    const log = told(session);
    const seen = watched(session.execute(testUnitReady));
    target.connection.close();
    await settled();
    expect(seen.answer).toMatchObject({ kind: 'device-gone', problem: 'the session is over: the target has ended the connection' });
    expect(session.state).toBe('ended');
    expect(log).toEqual(['lost: closed', 'ended']);
  });

  it('is found out in the middle of a long command by that profile', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn({ profile: tapelab });
    const seen = watched(session.execute({ ...testUnitReady, timeoutMs: 3_600_000 }));
    for (const ms of [15_000, 30_000]) {
      target.clock.advance(ms);
      await settled();
    }
    expect(seen.answer).toMatchObject({ kind: 'device-gone', problem: 'the session is over: no answer to a ping within 30 s' });
  });

  it('is given up after as many attempts as the profile has', async () => {
    const target = new ScriptedTarget();
    const recovery = { ...tapelab.recovery, attempts: 2, reconnectEveryMs: 100, holdMs: Number.POSITIVE_INFINITY };
    const session = await target.logIn({ profile: { ...tapelab, recovery } });
    const log = told(session);
    target.refuses = 'EHOSTUNREACH';
    target.connection.close();
    // DefaultTime2Wait was not answered, so that its default of 2 s holds.
    for (const ms of [2000, 100]) {
      await settled();
      target.clock.advance(ms);
    }
    await settled();
    expect(log).toEqual(['lost: closed', 'attempt: unreachable', 'attempt: unreachable', 'ended']);
    expect(await session.execute(testUnitReady)).toMatchObject({ kind: 'device-gone' });
  });

  it('is found out by pings where the profile has some', async () => {
    const target = new ScriptedTarget();
    const coming = target.initiator({ profile: openIscsi }).logIn(portal, targetName);
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    target.connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, tsih: 1, pairs: agreeable }));
    const session = await coming;
    const log = told(session);
    target.clock.advance(5000);
    const ping = await target.connection.hear(Opcode.nopOut);
    target.connection.say({
      opcode: Opcode.nopIn,
      lun: 0n,
      initiatorTaskTag: ping.initiatorTaskTag,
      targetTransferTag: noTag,
      data: ByteList.empty,
      ...numbers(1),
    });
    await settled();
    target.clock.advance(5000);
    await target.connection.hear(Opcode.nopOut);
    target.clock.advance(4999);
    await settled();
    expect(log).toEqual([]);
    target.clock.advance(1);
    await settled();
    expect(log).toEqual(['lost: ping']);
    session.drop();
    expect(session.state).toBe('ended');
    expect(target.clock.nextDue).toBeUndefined();
  });
});

describe('the end', () => {
  it('logs out in order, and nothing is scheduled any more', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const log = told(session);
    const seen = watched(session.execute({ ...testUnitReady, timeoutMs: 1000 }));
    await target.connection.hear(Opcode.scsiCommand);
    const leaving = session.logOut();
    const logout = await target.connection.hear(Opcode.logoutRequest);
    expect(logout).toMatchObject({ reason: 0, connectionId: 1, immediate: true, initiatorTaskTag: 2 });
    target.connection.say({ opcode: Opcode.logoutResponse, response: 0, initiatorTaskTag: 2, time2Wait: 0, time2Retain: 0, ...numbers(2) });
    await leaving;
    expect([target.connection.ended, session.state, seen.answer?.kind]).toEqual(['orderly', 'ended', 'device-gone']);
    await settled();
    expect(log).toEqual(['ended']);
    expect(target.clock.nextDue).toBeUndefined();
    await session.logOut();
  });

  it.each(['says nothing', 'hangs up'])('comes when the target %s to a logout', async (conduct) => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    const leaving = session.logOut();
    await target.connection.hear(Opcode.logoutRequest);
    if (conduct === 'hangs up') target.connection.close();
    else target.clock.advance(15_000);
    await leaving;
    expect(target.connection.ended).toBe('orderly');
    expect(target.clock.nextDue).toBeUndefined();
  });

  it('while it is held or comes back leaves nothing behind', async () => {
    const target = new ScriptedTarget();
    const session = await target.logIn();
    target.connection.close();
    await settled();
    target.clock.advance(5000);
    await settled();
    await session.logOut();
    await target.admit();
    expect(target.connection.ended).toBe('at once');
    expect([session.state, target.clock.nextDue]).toEqual(['ended', undefined]);
  });
});
