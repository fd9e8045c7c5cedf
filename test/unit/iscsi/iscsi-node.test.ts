import { describe, expect, test } from 'vitest';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { FakeTarget, initiatorName, loginRequest, makeRig, nopOut, scsiCommand, settled, targetName } from './rig.ts';

const names = [
  ['InitiatorName', initiatorName],
  ['TargetName', targetName],
] as const;

describe('the node', () => {
  test('lists its sessions', () => {
    const { clock, node, logIn } = makeRig();
    logIn();
    clock.advance(5);
    logIn({ discovery: true });
    expect(node.sessions()).toEqual([
      {
        initiatorName,
        target: targetName,
        isid: '400001370000',
        tsih: 1,
        type: 'normal',
        state: 'logged-in',
        remote: { address: '127.0.0.1', port: 40_000 },
        connectionId: 1,
        portalGroupTag: 1,
        headerDigest: false,
        dataDigest: false,
        since: 1_000,
      },
      expect.objectContaining({ target: undefined, tsih: 2, type: 'discovery', since: 1_005 }),
    ]);
  });

  test('a login of the same initiator port takes the place of the older session', async () => {
    const { device, node, events, logIn } = makeRig();
    const older = logIn();
    older.receive(scsiCommand({}));
    const newer = logIn();
    expect(older.port.closed?.how).toBe('at-once');
    expect(node.sessions().map(({ tsih }) => tsih)).toEqual([2]);
    expect([device.established.length, device.lost.length]).toEqual([2, 1]);
    expect(device.lost[0]!.id).toBe(device.established[1]!.id);
    expect(events.filter(({ event }) => event === 'session.ended')).toHaveLength(1);
    device.started[0]!.end({ status: 0 });
    await settled();
    expect(older.port.take()).toEqual([]);
    newer.receive(nopOut());
    newer.port.takeOne(Opcode.nopIn);
  });

  test('another ISID, another initiator or another target is another session', () => {
    const other = 'iqn.2026-11.local.tapelab:drive1';
    const device = new FakeTarget();
    const { node, logIn } = makeRig({
      targets: [
        { name: targetName, device },
        { name: other, device },
      ],
    });
    logIn();
    logIn({ isid: Uint8Array.of(0x40, 0, 1, 0x37, 0, 1) });
    logIn({ initiator: 'iqn.2026-11.local.host:two' });
    logIn({ target: other });
    logIn({ discovery: true });
    expect(node.sessions()).toHaveLength(5);
    expect(new Set(device.established.map(({ id }) => id)).size).toBe(4);
  });

  test('a login that fails leaves the older session alone', () => {
    const { node, connect, logIn } = makeRig();
    logIn();
    const { port, receive } = connect();
    receive(loginRequest([...names, ['SendTargets', 'All']]));
    expect(port.takeOne(Opcode.loginResponse).status).toBe(LoginStatus.initiatorError);
    expect(node.sessions()).toHaveLength(1);
  });

  test('a TSIH is of one session only', () => {
    const { connect, logIn } = makeRig();
    logIn();
    const status = (tsih: number, isid = Uint8Array.of(0x40, 0, 1, 0x37, 0, 0)): number => {
      const { port, receive } = connect();
      receive(loginRequest(names, { tsih, isid, connectionId: 2 }));
      return port.takeOne(Opcode.loginResponse).status;
    };
    expect(status(1)).toBe(LoginStatus.tooManyConnections);
    expect(status(2)).toBe(LoginStatus.sessionDoesNotExist);
    expect(status(1, new Uint8Array(6))).toBe(LoginStatus.sessionDoesNotExist);
  });

  test('refuses names that are none, and twice the same', () => {
    const device = new FakeTarget();
    expect(() => makeRig({ targets: [{ name: 'drive0', device }] })).toThrow('drive0');
    expect(() => makeRig({ targets: [targetName, targetName.toUpperCase()].map((name) => ({ name, device })) })).toThrow('different');
  });

  test('a shutdown without connections is done at once', async () => {
    await makeRig().node.shutdown();
  });
});
