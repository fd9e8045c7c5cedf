import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';
import type { AsyncNotice } from '../../../src/iscsi/async-notice.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import {
  type Door,
  FakeTarget,
  initiatorName,
  type Link,
  loginRequest,
  logoutRequest,
  makeRig,
  nopOut,
  scsiCommand,
  settled,
  targetName,
} from './rig.ts';

const names = [
  ['InitiatorName', initiatorName],
  ['TargetName', targetName],
] as const;
const otherIsid = Uint8Array.of(0x40, 0, 1, 0x37, 0, 1);

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

  test('another ISID, initiator, target or portal group is another session, and another nexus', () => {
    const other = 'iqn.2026-11.local.tapelab:drive1';
    const device = new FakeTarget();
    const { node, logIn } = makeRig({
      targets: [
        { name: targetName, device },
        { name: other, device },
      ],
    });
    logIn();
    logIn({ isid: otherIsid });
    logIn({ initiator: 'iqn.2026-11.local.host:two' });
    logIn({ target: other });
    logIn({ door: { portalGroupTag: 0x12 } });
    logIn({ discovery: true });
    expect(node.sessions()).toHaveLength(6);
    expect(device.established.map(({ id }) => id.replace(initiatorName, 'host').replace('iqn.2026-11.local.tapelab:', ''))).toEqual([
      'host,i,0x400001370000;drive0,t,0x0001',
      'host,i,0x400001370001;drive0,t,0x0001',
      'iqn.2026-11.local.host:two,i,0x400001370000;drive0,t,0x0001',
      'host,i,0x400001370000;drive1,t,0x0001',
      'host,i,0x400001370000;drive0,t,0x0012',
    ]);
  });

  test('shows a nexus the logical units of the rule that let it in', () => {
    const luns = new Set([toLun(1)]);
    const device = new FakeTarget();
    const access = [{ initiators: [initiatorName], luns }, {}];
    const { logIn } = makeRig({ targets: [{ name: targetName, device, access }] });
    logIn();
    logIn({ initiator: 'iqn.2026-11.local.host:two' });
    expect(device.established.map((nexus) => nexus.luns)).toEqual([luns, undefined]);
  });

  test('a login that fails leaves the older session alone', () => {
    const { node, connect, logIn } = makeRig();
    logIn();
    const { port, receive } = connect();
    receive(loginRequest([...names, ['SendTargets', 'All']]));
    expect(port.takeOne(Opcode.loginResponse).status).toBe(LoginStatus.initiatorError);
    expect(node.sessions()).toHaveLength(1);
  });

  test('serves so many sessions of a target, and so many for discovery, and no more', () => {
    const other = 'iqn.2026-11.local.tapelab:drive1';
    const device = new FakeTarget();
    const targets = [targetName, other].map((name) => ({ name, device }));
    const { node, connect, logIn } = makeRig({ targets, limits: { sessionsPerTarget: 2 } });
    const first = logIn({ retainSeconds: 3 });
    logIn({ isid: otherIsid });
    const { port, receive } = connect();
    receive(loginRequest(names, { isid: Uint8Array.of(0x40, 0, 1, 0x37, 0, 2) }));
    expect(port.takeOne(Opcode.loginResponse).status).toBe(LoginStatus.outOfResources);
    expect(port.closed?.how).toBe('after-sending');
    first.input.closed();
    expect(node.sessions()).toHaveLength(2);
    logIn({ initiator: 'iqn.2026-11.local.host:two' });
    expect(node.sessions().map(({ initiatorName: name }) => name)).toEqual([initiatorName, 'iqn.2026-11.local.host:two']);
    expect(() => logIn()).toThrow('302');
    logIn({ target: other });
    logIn({ discovery: true });
    logIn({ discovery: true, isid: otherIsid });
    expect(() => logIn({ discovery: true, initiator: 'iqn.2026-11.local.host:two' })).toThrow('302');
    expect(node.sessions()).toHaveLength(5);
  });

  test('refuses names that are none, and twice the same', () => {
    const device = new FakeTarget();
    expect(() => makeRig({ targets: [{ name: 'drive0', device }] })).toThrow('drive0');
    expect(() => makeRig({ targets: [targetName, targetName.toUpperCase()].map((name) => ({ name, device })) })).toThrow('different');
  });
});

describe('a discovery session', () => {
  const wildcard = { local: { address: '192.0.2.7', port: 3260 } };

  test('that names no target is reinstated at the same portal only (§7.4.2)', () => {
    const { node, logIn } = makeRig();
    const [older, elsewhere] = [logIn({ discovery: true }), logIn({ discovery: true, door: wildcard })];
    const normal = logIn();
    logIn({ discovery: true });
    expect([older, elsewhere, normal].map(({ port }) => port.closed?.how)).toEqual(['at-once', undefined, undefined]);
    expect(node.sessions()).toHaveLength(3);
  });

  test('that names a target keeps to the ISID rule like any other', () => {
    const { device, node, logIn } = makeRig();
    const offers = [['TargetName', targetName]] as const;
    const unnamed = logIn({ discovery: true });
    const named = logIn({ discovery: true, offers });
    const normal = logIn();
    expect(named.port.closed?.how).toBe('at-once');
    logIn({ discovery: true, offers });
    expect(normal.port.closed?.how).toBe('at-once');
    expect(unnamed.port.closed).toBeUndefined();
    expect(node.sessions().map(({ type }) => type)).toEqual(['discovery', 'discovery']);
    expect(device.lost).toEqual(device.established);
  });

  test('neither goes on with a normal session nor ends it, without the proof that its target demands', () => {
    const device = new FakeTarget();
    const chap = { secret: Secret.ofText('twelve or more') };
    const address = '192.0.2.9';
    const access = [{ includesAddress: (from: string) => from === address }, { chap }];
    const { connect, logIn } = makeRig({ targets: [{ name: targetName, device, access }] });
    const normal = logIn({ door: { remote: { address, port: 40_000 } } });
    const statusOf = (door: Partial<Door>, tsih: number): number => {
      const { port, receive } = connect(door);
      receive(loginRequest([...names, ['SessionType', 'Discovery']], { tsih }));
      return port.takeOne(Opcode.loginResponse).status;
    };
    expect([0, 1].map((tsih) => statusOf({}, tsih))).toEqual([LoginStatus.authenticationFailure, LoginStatus.authenticationFailure]);
    expect(statusOf({ remote: { address, port: 40_001 } }, 1)).toBe(LoginStatus.sessionDoesNotExist);
    expect(normal.port.closed).toBeUndefined();
  });
});

describe('what the operator may do to a session', () => {
  const notice: AsyncNotice = { event: 'task-termination', lun: toLun(2) };

  test('is nothing when there is none', () => {
    const { node } = makeRig();
    expect([
      node.notify(1, notice),
      node.requestLogout(1, 1),
      node.requestNegotiation(1, 1),
      node.endSession(1, { announce: true }),
    ]).toEqual(Array(4).fill(false));
  });

  test('notify sends the message and does no more', () => {
    const { clock, node, logIn } = makeRig({ keepAlive: { intervalMs: 1e9, timeoutMs: 1e9 } });
    const { port, input } = logIn({ retainSeconds: 20 });
    const notices: AsyncNotice[] = [
      notice,
      { event: 'logout-request', withinSeconds: 1 },
      { event: 'all-connections-dropped', time2WaitSeconds: 0, time2RetainSeconds: 0 },
    ];
    expect(notices.map((each) => node.notify(1, each))).toEqual([true, true, true]);
    expect(port.take().map((pdu) => pdu.opcode === Opcode.asyncMessage && pdu.asyncEvent)).toEqual([5, 1, 3]);
    clock.advance(60_000);
    expect(port.closed).toBeUndefined();
    input.closed();
    expect(node.notify(1, notice)).toBe(false);
  });

  test('requestLogout asks, serves on, and ends the session when the time has passed', async () => {
    const { clock, device, node, events, logIn } = makeRig();
    const { port, receive } = logIn({ retainSeconds: 20, fields: { connectionId: 7 } });
    expect(node.requestLogout(1, 10)).toBe(true);
    expect(port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: AsyncEvent.logoutRequest, parameter3: 10 });
    receive(scsiCommand({}));
    device.started[0]!.end({ status: 0 });
    await settled();
    port.takeOne(Opcode.scsiResponse);
    clock.advance(9_999);
    expect(port.closed).toBeUndefined();
    clock.advance(1);
    expect(port.takeOne(Opcode.asyncMessage)).toMatchObject({
      asyncEvent: AsyncEvent.connectionDropped,
      parameter1: 7,
      parameter2: 0,
      parameter3: 0,
    });
    expect(port.closed?.how).toBe('after-sending');
    expect(node.sessions()).toEqual([]);
    expect(events.slice(-2)).toMatchObject([{ event: 'session.ended', reason: 'the initiator has not logged out when asked to' }, {}]);
  });

  test('an initiator that logs out when asked to is not ended again', () => {
    const { clock, node, events, logIn } = makeRig();
    const { port, receive } = logIn();
    node.requestLogout(1, 10);
    port.take();
    receive(logoutRequest());
    port.takeOne(Opcode.logoutResponse);
    expect(port.timerCount).toBe(0);
    clock.advance(10_000);
    expect(events.filter(({ event }) => event === 'session.ended')).toHaveLength(1);
  });

  test('an initiator that takes another connection instead is ended all the same', () => {
    const { clock, node, connect, logIn } = makeRig();
    logIn();
    node.requestLogout(1, 10);
    const { port, receive } = connect();
    receive(loginRequest(names, { tsih: 1 }));
    port.takeOne(Opcode.loginResponse);
    clock.advance(10_000);
    expect(port.takeOne(Opcode.asyncMessage).asyncEvent).toBe(AsyncEvent.connectionDropped);
    expect(node.sessions()).toEqual([]);
  });

  test.each([
    ['without a connection', {}, (link: Link) => link.input.closed()],
    ['of discovery', { discovery: true }, () => {}],
  ])('a session %s cannot be asked, and ends', (_, options, prepare) => {
    const { node, logIn } = makeRig();
    const link = logIn({ ...options, retainSeconds: 20 });
    prepare(link);
    expect(node.requestLogout(1, 10)).toBe(true);
    expect(link.port.take()).toEqual([]);
    expect(node.sessions()).toEqual([]);
  });

  test.each([
    [true, 'after-sending', [AsyncEvent.allConnectionsDropped]],
    [false, 'at-once', []],
  ] as const)('endSession with announce %s', (announce, how, told) => {
    const { device, node, logIn } = makeRig({ sessionRetention: { time2WaitSeconds: 4, time2RetainSeconds: 20 } });
    const { port } = logIn({ retainSeconds: 20 });
    expect(node.endSession(1, { announce })).toBe(true);
    const messages = port.take();
    expect(messages.map((pdu) => pdu.opcode === Opcode.asyncMessage && pdu.asyncEvent)).toEqual(told);
    for (const message of messages) expect(message).toMatchObject({ parameter2: 4, parameter3: 0 });
    expect(port.closed).toEqual({ how, reason: 'the operator has ended it' });
    expect(device.lost).toHaveLength(1);
    expect(node.endSession(1, { announce })).toBe(false);
  });
});

describe('a shutdown', () => {
  test('without connections is done at once', async () => {
    await makeRig().node.shutdown();
  });

  test('asks for logouts, and ends whatever is left when the time has passed', async () => {
    const { clock, device, node, events, connect, logIn } = makeRig({ logoutTimeoutMs: 2_500 });
    const normal = logIn({ retainSeconds: 20 });
    const obedient = logIn({ initiator: 'iqn.2026-11.local.host:two' });
    const broken = logIn({ initiator: 'iqn.2026-11.local.host:three', retainSeconds: 20 });
    const failed = logIn({ initiator: 'iqn.2026-11.local.host:four', retainSeconds: 20 });
    failed.input.closed();
    const discovery = logIn({ discovery: true });
    const halfway = connect();
    let done = false;
    const shutdown = node.shutdown().then(() => {
      done = true;
    });
    expect(normal.port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: AsyncEvent.logoutRequest, parameter3: 3 });
    expect(discovery.port.take()).toEqual([]);
    expect(discovery.port.closed).toBeDefined();
    expect(halfway.port.closed).toBeDefined();
    obedient.receive(logoutRequest());
    expect(obedient.port.closed?.how).toBe('after-sending');
    broken.input.closed();
    const late = connect();
    expect(late.port.closed?.how).toBe('at-once');
    await settled();
    expect(done).toBe(false);
    clock.advance(2_499);
    expect(normal.port.take()).toEqual([]);
    clock.advance(1);
    await shutdown;
    expect(normal.port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: AsyncEvent.allConnectionsDropped, parameter3: 0 });
    expect(normal.port.closed).toEqual({ how: 'after-sending', reason: 'the node is shutting down' });
    expect(node.sessions()).toEqual([]);
    expect(device.lost).toHaveLength(4);
    const opened = events.filter(({ event }) => event === 'connection.opened');
    expect(events.filter(({ event }) => event === 'connection.closed')).toHaveLength(opened.length);
  });
});
