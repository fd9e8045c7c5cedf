import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
import { encodeHeader } from '../../../src/wire/codec.ts';
import type { LoginRequestPdu } from '../../../src/wire/login-request.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { InitiatorPdu } from '../../../src/wire/pdu.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import type { SnackRequestPdu } from '../../../src/wire/snack-request.ts';
import {
  dataOut,
  firstCmdSn,
  good,
  loginRequest,
  logoutRequest,
  makeRig,
  nopOut,
  pairsIn,
  pattern,
  scsiCommand,
  settled,
  taskManagement,
  textRequest,
} from './rig.ts';

const snack: SnackRequestPdu = {
  opcode: Opcode.snackRequest,
  type: 0,
  lun: 0n,
  initiatorTaskTag: 1,
  targetTransferTag: 0xffff_ffff,
  expStatSn: 0,
  begRun: 0,
  runLength: 0,
};

describe('the full feature phase', () => {
  test('delivers commands in the order of their numbers, immediate ones at once', () => {
    const { device, logIn } = makeRig();
    const { receive } = logIn();
    receive(scsiCommand({ cmdSn: firstCmdSn + 2, initiatorTaskTag: 3 }), scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    receive(scsiCommand({ cmdSn: firstCmdSn, initiatorTaskTag: 9, immediate: true }));
    expect(device.started.map(({ task }) => task.tag)).toEqual([9]);
    receive(scsiCommand({ cmdSn: firstCmdSn, initiatorTaskTag: 1 }));
    expect(device.started.map(({ task }) => task.tag)).toEqual([9, 1, 2, 3]);
  });

  test('ignores duplicates and what lies outside the window, without a word', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(scsiCommand({ initiatorTaskTag: 1 }), scsiCommand({ initiatorTaskTag: 2 }));
    receive(scsiCommand({ initiatorTaskTag: 3, cmdSn: firstCmdSn - 1 }), scsiCommand({ initiatorTaskTag: 4, cmdSn: firstCmdSn + 64 }));
    receive(scsiCommand({ initiatorTaskTag: 5, cmdSn: firstCmdSn + 65 }));
    expect(device.started.map(({ task }) => task.tag)).toEqual([1]);
    expect(port.take()).toEqual([]);
  });

  test('holds no more of pings and texts that wait than of other data', () => {
    const KiB = 1024;
    const { logIn } = makeRig({ limits: { heldBytes: 1000 * KiB } });
    const { port, receive } = logIn({ offers: [['MaxRecvDataSegmentLength', '1048576']] });
    const ping = (offset: number, length: number) =>
      nopOut({ cmdSn: firstCmdSn + offset, immediate: false, initiatorTaskTag: offset, data: pattern(length) });
    receive(ping(1, 600 * KiB), ping(2, 400 * KiB));
    expect(port.take()).toEqual([]);
    receive(ping(3, 1), textRequest([['X-a', 'b']], { cmdSn: firstCmdSn + 4, immediate: false }));
    expect(port.take()).toMatchObject([{ reason: RejectReason.outOfResources }, { reason: RejectReason.outOfResources }]);
    receive(nopOut({ cmdSn: firstCmdSn, immediate: false, initiatorTaskTag: 9 }));
    expect(port.take().map((pdu) => 'data' in pdu && pdu.data.length)).toEqual([0, 600 * KiB, 400 * KiB]);
    receive(ping(6, 1000 * KiB));
    expect(port.take()).toEqual([]);
  });

  test('tells a window of 64, which shrinks as commands wait and opens as they end', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    for (let index = 0; index < 64; index++) receive(scsiCommand({ cmdSn: firstCmdSn + index, initiatorTaskTag: index }));
    receive(nopOut());
    expect(port.takeOne(Opcode.nopIn)).toMatchObject({ expCmdSn: firstCmdSn + 64, maxCmdSn: firstCmdSn + 63 });
    device.started[0]!.end(good);
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ expCmdSn: firstCmdSn + 64, maxCmdSn: firstCmdSn + 64 });
  });

  test('of discovery counts the numbers of what it rejects, and goes on', () => {
    const { logIn } = makeRig();
    const { port, receive } = logIn({ discovery: true });
    receive(nopOut({ immediate: false, cmdSn: firstCmdSn }));
    expect(port.takeOne(Opcode.reject)).toMatchObject({ reason: RejectReason.protocolError, expCmdSn: firstCmdSn + 1 });
    receive(textRequest([['SendTargets', 'All']], { immediate: false, cmdSn: firstCmdSn + 1 }));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toContainEqual(['TargetName', 'iqn.2026-11.local.tapelab:drive0']);
  });

  test('counts StatSN from what the initiator expected', async () => {
    const { device, connect } = makeRig();
    const { port, receive } = connect();
    receive(
      loginRequest(
        [
          ['InitiatorName', 'iqn.2026-11.local.a'],
          ['TargetName', 'iqn.2026-11.local.tapelab:drive0'],
        ],
        { expStatSn: 0xffff_ffff },
      ),
    );
    expect(port.takeOne(Opcode.loginResponse)).toMatchObject({ statSn: 0xffff_ffff, expCmdSn: firstCmdSn, maxCmdSn: firstCmdSn + 63 });
    receive(scsiCommand({}));
    device.started[0]!.end(good);
    await settled();
    expect(port.takeOne(Opcode.scsiResponse).statSn).toBe(0);
    receive(nopOut());
    expect(port.takeOne(Opcode.nopIn).statSn).toBe(1);
  });

  test.each<[string, InitiatorPdu, number]>([
    ['SNACK', snack, RejectReason.snackReject],
    ['a Login Request', loginRequest([]), RejectReason.protocolError],
    ['an undefined logout reason', logoutRequest({ reason: 5 }), RejectReason.invalidPduField],
    ['a reserved attribute', scsiCommand({ attribute: 6 }), RejectReason.invalidPduField],
    ['the reserved task tag', scsiCommand({ initiatorTaskTag: 0xffff_ffff }), RejectReason.invalidPduField],
    ['data in a command that reads', scsiCommand({ read: true, data: ByteList.of(Uint8Array.of(1)) }), RejectReason.invalidPduField],
  ])('rejects %s with its header', (_, pdu, reason) => {
    const { events, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(pdu);
    const reject = port.takeOne(Opcode.reject);
    expect(reject.reason).toBe(reason);
    expect(reject.data.length).toBe(48);
    expect(reject.data.toBytes()[0]! & 0x3f).toBe(pdu.opcode);
    expect(events.at(-1)).toMatchObject({ event: 'pdu.rejected', reason });
    receive(nopOut());
    expect(port.takeOne(Opcode.nopIn).statSn).toBe(reject.statSn + 1);
  });

  test('a rejected command has used its number', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(scsiCommand({ attribute: 7 }), scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    expect(port.takeOne(Opcode.reject).expCmdSn).toBe(firstCmdSn);
    expect(device.started.map(({ task }) => task.tag)).toEqual([2]);
  });

  test.each([
    ['a command', 0x01, [2]],
    ['an immediate command', 0x41, []],
    ['a PDU without a number', 0x05, []],
  ])('%s that is none by its form: those behind it are delivered', (_, firstByte, delivered) => {
    const { device, logIn } = makeRig();
    const { input, receive } = logIn();
    const header = new Uint8Array(48);
    header[0] = firstByte;
    new DataView(header.buffer).setUint32(24, firstCmdSn);
    input.receiveError({ kind: 'wire-error', reason: 'bad-field', message: 'so it is', header });
    receive(scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    expect(device.started.map(({ task }) => task.tag)).toEqual(delivered);
  });

  test('a task tag in use is a protocol error, and free again after the status', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(scsiCommand({}), scsiCommand({ cmdSn: firstCmdSn + 1 }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
    device.started[0]!.end(good);
    await settled();
    receive(scsiCommand({ cmdSn: firstCmdSn + 2 }));
    expect(device.started).toHaveLength(2);
  });

  test('too many immediate commands are rejected as such', () => {
    const { logIn } = makeRig();
    const { port, receive } = logIn();
    for (let tag = 0; tag < 17; tag++) receive(scsiCommand({ immediate: true, initiatorTaskTag: tag }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.immediateCommandReject);
  });

  test.each([
    ['unknown-opcode', RejectReason.commandNotSupported],
    ['bad-field', RejectReason.invalidPduField],
    ['data-digest', RejectReason.dataDigestError],
  ] as const)('%s is rejected and the session goes on', (reason, expected) => {
    const { logIn } = makeRig();
    const { port, input, receive } = logIn();
    const header = Uint8Array.from({ length: 48 }, (_, index) => index);
    input.receiveError({ kind: 'wire-error', reason, message: 'so it is', header });
    const reject = port.takeOne(Opcode.reject);
    expect(reject.reason).toBe(expected);
    expect(reject.data.toBytes()).toEqual(header);
    receive(nopOut());
    port.takeOne(Opcode.nopIn);
  });

  test.each([
    ['too-long', 'after-sending', [RejectReason.protocolError]],
    ['header-digest', 'at-once', []],
  ] as const)('%s ends the connection', (reason, how, rejects) => {
    const { node, logIn } = makeRig();
    const { port, input } = logIn({ retainSeconds: 5 });
    input.receiveError({ kind: 'wire-error', reason, message: 'so it is', header: new Uint8Array(48) });
    expect(port.closed).toEqual({ how, reason: 'so it is' });
    expect(port.take().map((pdu) => (pdu as { reason?: number }).reason)).toEqual(rejects);
    expect(node.sessions()).toMatchObject([{ state: 'failed' }]);
  });

  test('a command whose immediate data are rotten has not arrived: its number is still to come', () => {
    const { device, logIn } = makeRig();
    const { port, input, receive } = logIn();
    const command = scsiCommand({ write: true, expectedDataTransferLength: 4, data: ByteList.of(new Uint8Array(4)) });
    const rotten = { kind: 'wire-error', reason: 'data-digest', message: 'so it is', header: encodeHeader(command) } as const;
    input.receiveError(rotten);
    expect(port.takeOne(Opcode.reject)).toMatchObject({ reason: RejectReason.dataDigestError, expCmdSn: firstCmdSn });
    receive(scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    expect(device.started).toEqual([]);
    receive(command);
    expect(device.started.map(({ task }) => task.tag)).toEqual([1, 2]);
  });

  test('a Data-Out whose data are rotten is rejected, and its command fails when the rest has come (§7.8)', async () => {
    const { device, logIn } = makeRig();
    const { port, input, receive } = logIn({ offers: [['InitialR2T', 'Yes']] });
    device.behave = (task) => task.receiveDataOut(8).then(() => good);
    receive(scsiCommand({ write: true, expectedDataTransferLength: 8 }));
    const { targetTransferTag } = port.takeOne(Opcode.readyToTransfer);
    const fields = { targetTransferTag, data: pattern(4) };
    const header = encodeHeader(dataOut({ ...fields, final: false }));
    input.receiveError({ kind: 'wire-error', reason: 'data-digest', message: 'so it is', header });
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.dataDigestError);
    await settled();
    expect(port.take()).toEqual([]);
    receive(dataOut({ ...fields, dataSn: 1, bufferOffset: 4 }));
    await settled();
    const response = port.takeOne(Opcode.scsiResponse);
    expect(response.status).toBe(2);
    // SenseLength, then ABORTED COMMAND, PROTOCOL SERVICE CRC ERROR.
    const bytes = response.data.toBytes();
    expect([bytes[4]! & 0x0f, bytes[14], bytes[15]]).toEqual([0x0b, 0x47, 0x05]);
  });

  test('sends asynchronous messages with StatSNs of their own, and no more data than the initiator takes', () => {
    const { node, logIn } = makeRig();
    const { port, receive } = logIn({ offers: [['MaxRecvDataSegmentLength', '512']] });
    const sense = new Uint8Array(18).fill(1);
    node.notify(1, { event: 'scsi', lun: toLun(1), sense, eventData: new Uint8Array(1000) });
    const message = port.takeOne(Opcode.asyncMessage);
    expect(message).toMatchObject({ statSn: 8, expCmdSn: firstCmdSn, lun: 1n << 48n });
    expect(message.data.length).toBe(512);
    receive(nopOut());
    expect(port.takeOne(Opcode.nopIn).statSn).toBe(9);
  });

  test.each<[string, InitiatorPdu[], ended: boolean]>([
    ['a Text Request', [textRequest([])], false],
    ['a NOP-Out', [nopOut()], true],
    ['a logout that is refused', [logoutRequest({ reason: 2 })], false],
    ['nothing', [], true],
  ])('waits for a negotiation that it has asked for, and %s comes', (_, pdus, ended) => {
    const { clock, node, logIn } = makeRig();
    const { port, receive } = logIn({ retainSeconds: 1 });
    expect(node.requestNegotiation(1, 4)).toBe(true);
    expect(port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: AsyncEvent.negotiationRequest, parameter3: 4 });
    clock.advance(3_999);
    receive(...pdus);
    expect(port.closed).toBeUndefined();
    clock.advance(1);
    expect(port.closed?.how).toBe(ended ? 'after-sending' : undefined);
    expect(node.sessions()).toMatchObject([{ state: ended ? 'failed' : 'logged-in' }]);
  });

  test('asks for a negotiation again with the time of the last request', () => {
    const { clock, node, logIn } = makeRig();
    const { port } = logIn();
    node.requestNegotiation(1, 4);
    clock.advance(3_000);
    node.requestNegotiation(1, 4);
    clock.advance(3_999);
    expect(port.closed).toBeUndefined();
    clock.advance(1);
    expect(port.closed).toBeDefined();
  });

  test('of discovery serves Text and Logout Requests only', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn({ discovery: true });
    const refused: InitiatorPdu[] = [
      scsiCommand({}),
      nopOut(),
      taskManagement({}),
      dataOut({}),
      snack,
      loginRequest([]) as LoginRequestPdu,
    ];
    for (const pdu of refused) {
      receive(pdu);
      expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
    }
    receive(textRequest([['SendTargets', 'All']]));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toHaveLength(2);
    receive(logoutRequest());
    port.takeOne(Opcode.logoutResponse);
    expect(device.established).toEqual([]);
    expect(device.lost).toEqual([]);
  });
});
