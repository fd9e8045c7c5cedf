import { describe, expect, test } from 'vitest';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import {
  dataOut,
  firstCmdSn,
  initiatorName,
  loginRequest,
  logoutRequest,
  makeRig,
  nopOut,
  scsiCommand,
  targetName,
  textRequest,
} from './rig.ts';

const names = [
  ['InitiatorName', initiatorName],
  ['TargetName', targetName],
] as const;

describe('a connection', () => {
  test.each([scsiCommand({}), nopOut(), textRequest([]), logoutRequest(), dataOut({})])(
    'closes when something precedes its login',
    (pdu) => {
      const { events, connect } = makeRig();
      const { port, receive } = connect();
      receive(pdu);
      expect(port.take()).toEqual([]);
      expect(port.closed?.how).toBe('at-once');
      expect(events.map(({ event }) => event)).toEqual(['connection.opened', 'protocol.violated', 'connection.closed']);
    },
  );

  test.each([scsiCommand({}), nopOut(), textRequest([]), logoutRequest(), dataOut({})])(
    'tells what intrudes upon a login that it is invalid there, and closes',
    (pdu) => {
      const { port, receive } = makeRig().connect();
      receive(loginRequest(names, { transit: false, initiatorTaskTag: 77 }));
      port.take();
      receive(pdu);
      expect(port.takeOne(Opcode.loginResponse)).toMatchObject({
        status: LoginStatus.invalidDuringLogin,
        initiatorTaskTag: 77,
        transit: false,
      });
      expect(port.closed?.how).toBe('after-sending');
    },
  );

  test('tells an initiator in the middle of its login that something else has no place there', () => {
    const { port, receive } = makeRig().connect();
    receive(loginRequest(names, { transit: false, initiatorTaskTag: 77 }));
    port.take();
    receive(nopOut());
    expect(port.takeOne(Opcode.loginResponse)).toMatchObject({ status: LoginStatus.invalidDuringLogin, initiatorTaskTag: 77 });
    expect(port.closed?.how).toBe('after-sending');
  });

  test('closes on bytes that are no PDU before the end of its login', () => {
    const { port, input, receive } = makeRig().connect();
    receive(loginRequest(names, { transit: false }));
    port.take();
    input.receiveError({ kind: 'wire-error', reason: 'unknown-opcode', message: 'no such thing', header: new Uint8Array(48) });
    expect(port.take()).toEqual([]);
    expect(port.closed).toEqual({ how: 'at-once', reason: 'no such thing' });
  });

  test('echoes what identifies a login, and tells the TSIH in the last answer only', () => {
    const { port, receive } = makeRig().connect();
    receive(loginRequest(names, { currentStage: 0, nextStage: 1, initiatorTaskTag: 77 }));
    expect(port.takeOne(Opcode.loginResponse)).toMatchObject({
      transit: true,
      currentStage: 0,
      nextStage: 1,
      versionMax: 0,
      versionActive: 0,
      isid: Uint8Array.of(0x40, 0, 1, 0x37, 0, 0),
      tsih: 0,
      initiatorTaskTag: 77,
      statSn: 7,
      expCmdSn: firstCmdSn,
      maxCmdSn: firstCmdSn,
      status: 0,
    });
    receive(loginRequest([]));
    expect(port.takeOne(Opcode.loginResponse)).toMatchObject({ transit: true, currentStage: 1, nextStage: 3, tsih: 1, statSn: 8 });
  });

  test('tells a refusal and closes', () => {
    const { events, connect } = makeRig();
    const { port, receive } = connect();
    receive(
      loginRequest([
        ['InitiatorName', initiatorName],
        ['TargetName', `${targetName}0`],
      ]),
    );
    expect(port.takeOne(Opcode.loginResponse)).toMatchObject({ status: LoginStatus.notFound, transit: false, nextStage: 0 });
    expect(port.closed?.how).toBe('after-sending');
    expect(events).toContainEqual(expect.objectContaining({ event: 'login.failed', status: LoginStatus.notFound }));
    receive(loginRequest(names));
    expect(port.take()).toEqual([]);
  });

  test('waits for a login for so long and no longer', () => {
    const { clock, connect } = makeRig({ limits: { loginTimeMs: 1_000 } });
    const idle = connect();
    const halfway = connect();
    halfway.receive(loginRequest(names, { transit: false }));
    const quick = connect();
    quick.receive(loginRequest(names));
    clock.advance(1_000);
    expect([idle, halfway, quick].map(({ port }) => port.closed?.how)).toEqual(['at-once', 'at-once', undefined]);
  });

  test('lets what is queued leave when the initiator has closed its side', () => {
    const { port, input } = makeRig().logIn();
    input.closed();
    expect(port.closed?.how).toBe('after-sending');
  });
});
