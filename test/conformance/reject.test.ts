/** The Reject PDU (RFC 7143 §7.3, §11.17): what cannot be carried out comes back with its header and a reason, and the session goes on. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { encode, hex, type Request } from './pdu-table.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const reason = {
  snackReject: 0x03,
  protocolError: 0x04,
  commandNotSupported: 0x05,
  immediateCommandReject: 0x06,
  taskInProgress: 0x07,
  invalidPduField: 0x09,
} as const;

/** Sends bytes, and expects them back in a Reject for one of these reasons. */
async function expectReject(initiator: Initiator, bytes: Uint8Array, ...reasons: number[]): Promise<void> {
  initiator.connection.sendBytes(bytes);
  const reject = await initiator.connection.receive('reject');
  expect(reasons).toContain(reject.reason);
  expect(hex(reject.data.subarray(0, 48))).toBe(hex(bytes.subarray(0, 48)));
}

/** The numbering is whole: the next command of the session is carried out. */
async function expectGoesOn(initiator: Initiator): Promise<void> {
  expect((await initiator.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
  expect(initiator.connection.kept).toEqual([]);
}

/** A header of nothing but these bytes. */
const header = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes, ...new Uint8Array(48 - bytes.length));

describe('what the target does not know', () => {
  it.each([0x07, 0x0f, 0x11, 0x1c, 0x1e, 0x1f])('opcode %i', async (opcode) => {
    const initiator = await lab.logIn();
    await expectReject(initiator, header(0x40 | opcode, 0x80), reason.commandNotSupported);
    await expectGoesOn(initiator);
  });

  it.each([0x20, 0x21, 0x25, 0x31, 0x3f])("opcode %i, which is a target's", async (opcode) => {
    const initiator = await lab.logIn();
    await expectReject(initiator, header(opcode, 0x80), reason.commandNotSupported, reason.protocolError);
    await expectGoesOn(initiator);
  });

  it('an unknown opcode with data: the stream stays in step', async () => {
    const initiator = await lab.logIn();
    const bytes = new Uint8Array(48 + 1004);
    bytes.set([0x5f, 0x80, 0, 0, 0, 0, 0x03, 0xea]);
    bytes.fill(0x43, 48, 48 + 1002);
    await expectReject(initiator, bytes, reason.commandNotSupported);
    await expectGoesOn(initiator);
  });
});

describe('what is out of place', () => {
  const snack = { kind: 'snack-request', final: true, targetTransferTag: noTag } as const;
  const snackReasons = [reason.snackReject, reason.protocolError, reason.commandNotSupported, reason.invalidPduField];

  it.each([
    ['Data/R2T', 0],
    ['Status', 1],
    ['DataACK', 2],
    ['R-Data', 3],
    ['reserved', 4],
    ['reserved', 15],
  ])('a %s SNACK at error recovery level 0 (§11.16, type %i)', async (_, type) => {
    const initiator = await lab.logIn();
    await expectReject(initiator, encode({ ...snack, type, initiatorTaskTag: noTag, begRun: 1, runLength: 1 }), ...snackReasons);
    await expectGoesOn(initiator);
  });

  it('a SNACK for a task that is under way, whose R2T is not sent again and which goes on (§11.16)', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const task = initiator.start(cdb.write6(512), { write: pattern(512), answerR2T: false });
    const r2t = await task.nextR2T();
    for (const type of [0, 3]) await expectReject(initiator, encode({ ...snack, type, initiatorTaskTag: task.tag }), ...snackReasons);
    task.answer(r2t);
    expect(await task.completion).toMatchObject({ status: 0, r2ts: { length: 1 } });
    await expectGoesOn(initiator);
  });

  it('a Login Request in full feature phase (§6.3)', async () => {
    const initiator = await lab.logIn();
    const request = { kind: 'login-request', immediate: true, transit: true, currentStage: 1, nextStage: 3 } as const;
    await expectReject(initiator, encode({ ...request, ...initiator.numbers(true) }), reason.protocolError);
    await expectGoesOn(initiator);
  });
});

describe('a SCSI Command that cannot be one (RFC 7143 §11.3)', () => {
  type CommandFields = Partial<Request<'scsi-command'>>;
  it.each<[string, CommandFields]>([
    ['with the reserved tag', { initiatorTaskTag: noTag }],
    ['with a task attribute that does not exist', { attribute: 6 }],
    ['that carries data and does not write', { data: pattern(512), read: true, expectedDataTransferLength: 512 }],
  ])('%s is rejected', async (_, fields) => {
    const initiator = await lab.attach();
    const request = {
      kind: 'scsi-command',
      final: true,
      attribute: 1,
      cdb: cdb.testUnitReady(),
      ...initiator.numbers(),
      ...fields,
    } as const;
    initiator.connection.conduct.sent(request);
    await expectReject(initiator, encode(request), reason.invalidPduField, reason.protocolError);
    await expectGoesOn(initiator);
  });

  it('whose tag is in use: the command that has it goes on (§11.17.1)', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const task = initiator.start(cdb.write6(512), { write: pattern(512), answerR2T: false });
    const r2t = await task.nextR2T();
    const twin = { kind: 'scsi-command', final: true, cdb: cdb.rewind(), ...initiator.numbers(), initiatorTaskTag: task.tag } as const;
    initiator.connection.conduct.sent(twin);
    await expectReject(initiator, encode(twin), reason.taskInProgress, reason.protocolError, reason.invalidPduField);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0);
    await expectGoesOn(initiator);
  });

  it('because too many are immediate (§4.2.2.1): all are answered, one way or the other', async () => {
    const initiator = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const blocker = initiator.start(cdb.write6(512), { write: pattern(512), answerR2T: false });
    const r2t = await blocker.nextR2T();
    const tasks = Array.from({ length: 200 }, () => initiator.start(cdb.testUnitReady(), { immediate: true }));
    await initiator.ping();
    const rejected = initiator.connection.kept.filter(({ kind }) => kind === 'reject');
    expect(rejected.length).toBeGreaterThan(0);
    for (const reject of rejected) expect(reject).toMatchObject({ reason: reason.immediateCommandReject });
    blocker.answer(r2t);
    expect((await blocker.completion).status).toBe(0);
    let answered = 0;
    for (const { completion } of tasks)
      void completion.then(
        () => answered++,
        () => {},
      );
    // Commands end in the order in which they came; once this one has, those have that were not rejected.
    expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    await initiator.ping();
    expect(answered + rejected.length).toBe(tasks.length);
  });
});

describe('additional header segments (RFC 7143 §11.2.2)', () => {
  /** TEST UNIT READY with an AHS of this type, which is none the target has to know. */
  const withSegment = (initiator: Initiator, type: number, length: number): Uint8Array => {
    const request = { kind: 'scsi-command', final: true, attribute: 1, cdb: cdb.testUnitReady(), ...initiator.numbers() } as const;
    initiator.connection.conduct.sent(request);
    const plain = encode(request);
    const bytes = new Uint8Array(plain.length + 4 * Math.ceil((3 + length) / 4));
    bytes.set(plain);
    bytes[4] = (bytes.length - plain.length) / 4;
    bytes.set([length >> 8, length & 0xff, type], 48);
    return bytes;
  };

  it.each([
    [1, 5],
    [2, 5],
  ])('of type %i leave the stream in step', async (type, length) => {
    const initiator = await lab.attach();
    initiator.connection.sendBytes(withSegment(initiator, type, length));
    await initiator.connection.receiveAny(({ kind }) => kind === 'scsi-response' || kind === 'reject');
    await expectGoesOn(initiator);
  });

  it('that are longer than the header has room for are rejected, and have used their CmdSN (§4.2.2.1)', async () => {
    const initiator = await lab.attach();
    const bytes = withSegment(initiator, 1, 5);
    bytes[49] = 200;
    await expectReject(initiator, bytes, reason.invalidPduField, reason.protocolError);
    await expectGoesOn(initiator);
  });
});

describe('a data segment longer than the target declared (RFC 7143 §7.7, §13.12)', () => {
  it.each([1, 15 * 1024 * 1024 - 1])('ends the connection, and no other: %i bytes too long', async (excess) => {
    const other = await lab.attach();
    const initiator = await lab.attach();
    const length = Math.min(initiator.limits.targetMaxRecvDataSegmentLength + excess, 0xff_ffff);
    const bytes = encode({ kind: 'nop-out', final: true, targetTransferTag: noTag, ...initiator.numbers(true) });
    bytes.set([length >> 16, (length >> 8) & 0xff, length & 0xff], 5);
    initiator.connection.sendBytes(bytes);
    await initiator.connection.closed();
    expect((await other.command(cdb.testUnitReady())).status).toBe(0);
  });
});
