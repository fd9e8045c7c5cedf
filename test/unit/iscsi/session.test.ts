import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
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

describe('a session', () => {
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
    ['too-long', 'after-sending'],
    ['header-digest', 'at-once'],
  ] as const)('%s ends the session', (reason, how) => {
    const { node, logIn } = makeRig();
    const { port, input } = logIn();
    input.receiveError({ kind: 'wire-error', reason, message: 'so it is', header: new Uint8Array(48) });
    expect(port.closed?.how).toBe(how);
    expect(node.sessions()).toEqual([]);
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

  test('tells the device that its nexus comes and goes', () => {
    const { device, logIn } = makeRig();
    const { input } = logIn();
    expect(device.established.map(({ id }) => id)).toEqual([
      'iqn.2026-11.local.host:one,i,0x400001370000;iqn.2026-11.local.tapelab:drive0,t,0x0001',
    ]);
    input.closed();
    input.closed();
    expect(device.lost).toEqual(device.established);
  });

  test('a task that outlives its session has nobody to answer to', async () => {
    const { device, logIn } = makeRig();
    const { port, input, receive } = logIn();
    receive(scsiCommand({ write: true, expectedDataTransferLength: 10 }));
    const { task, end } = device.started[0]!;
    const taken = task.receiveDataOut(10);
    port.take();
    input.closed();
    await expect(taken).rejects.toThrow();
    end(good);
    await settled();
    expect(port.take()).toEqual([]);
  });

  test('a device that fails as it must not ends this connection and tells why', async () => {
    const { device, events, logIn } = makeRig();
    const other = logIn({ initiator: 'iqn.2026-11.local.host:two' });
    const { port, receive } = logIn();
    const error = new Error('a bug');
    device.behave = () => Promise.reject(error);
    receive(scsiCommand({}));
    await settled();
    expect(port.closed?.how).toBe('at-once');
    expect(events).toContainEqual(expect.objectContaining({ event: 'connection.failed', error }));
    device.behave = () => {
      throw error;
    };
    expect(() => other.receive(scsiCommand({}))).not.toThrow();
    expect(other.port.closed?.how).toBe('at-once');
  });

  test('asks for a logout on shutdown, and ends when nobody listens', async () => {
    const { clock, node, events, connect, logIn } = makeRig({ logoutTimeoutMs: 2_500 });
    const normal = logIn();
    const obedient = logIn({ initiator: 'iqn.2026-11.local.host:two' });
    const discovery = logIn({ discovery: true });
    const halfway = connect();
    let done = false;
    const shutdown = node.shutdown().then(() => {
      done = true;
    });
    expect(normal.port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: AsyncEvent.logoutRequest, parameter3: 3 });
    expect(discovery.port.closed).toBeDefined();
    expect(halfway.port.closed).toBeDefined();
    obedient.receive(logoutRequest());
    expect(obedient.port.closed?.how).toBe('after-sending');
    const late = connect();
    expect(late.port.closed?.how).toBe('at-once');
    await settled();
    expect(done).toBe(false);
    clock.advance(2_500);
    await shutdown;
    expect(normal.port.closed?.how).toBe('after-sending');
    expect(node.sessions()).toEqual([]);
    const opened = events.filter(({ event }) => event === 'connection.opened');
    expect(events.filter(({ event }) => event === 'connection.closed')).toHaveLength(opened.length);
  });
});
