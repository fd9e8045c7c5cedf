import { describe, expect, test } from 'vitest';
import type { IscsiEvent } from '../../../src/iscsi/events.ts';
import type { LoginRequestPdu } from '../../../src/wire/login-request.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import {
  dataOut,
  firstCmdSn,
  good,
  initiatorName,
  type Link,
  loginRequest,
  logoutRequest,
  makeRig,
  nopOut,
  type Rig,
  scsiCommand,
  settled,
  targetName,
  taskManagement,
  textRequest,
} from './rig.ts';

const names = [
  ['InitiatorName', initiatorName],
  ['TargetName', targetName],
] as const;
const wire = (events: readonly IscsiEvent[]): readonly string[] =>
  events.map(({ event }) => event).filter((event) => /session|closed/.test(event));

/** A login to session 1 by another connection. */
function logInAgain({ connect }: Rig, fields: Partial<LoginRequestPdu> = {}): Link & { readonly status: number } {
  const link = connect();
  link.receive(loginRequest(names, { tsih: 1, cmdSn: firstCmdSn, ...fields }));
  return { ...link, status: link.port.takeOne(Opcode.loginResponse).status };
}

describe('a session', () => {
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
});

test('what was sent behind a logout is not carried out', async () => {
  const { device, logIn } = makeRig();
  const { port, receive } = logIn();
  receive(taskManagement({ immediate: false, function: 5, cmdSn: firstCmdSn + 1 }));
  receive(logoutRequest({ immediate: false, cmdSn: firstCmdSn }));
  await settled();
  port.takeOne(Opcode.logoutResponse);
  expect(device.managed).toEqual([]);
});

test('who listens and fails in it costs a connection, not the process', async () => {
  const failed: unknown[] = [];
  const error = new Error('a bug');
  const { logIn } = makeRig({
    publish: (event) => {
      if (event.event === 'task-management.completed') throw error;
      if (event.event === 'connection.failed') failed.push(event.error);
    },
  });
  const { port, receive } = logIn();
  receive(taskManagement({ function: 5 }));
  await settled();
  expect(failed).toEqual([error]);
  expect(port.closed?.how).toBe('at-once');
});

describe('connection reinstatement', () => {
  test('puts the new connection in the place of the old: the session goes on, and its nexus', () => {
    const rig = makeRig();
    const older = rig.logIn();
    rig.events.length = 0;
    const younger = rig.connect();
    younger.receive(loginRequest(names, { tsih: 1, expStatSn: 500, cmdSn: firstCmdSn }));
    expect(younger.port.takeOne(Opcode.loginResponse)).toMatchObject({
      status: 0,
      tsih: 1,
      statSn: 500,
      expCmdSn: firstCmdSn,
      maxCmdSn: firstCmdSn + 63,
    });
    expect(older.port.closed).toEqual({ how: 'at-once', reason: 'the initiator has replaced the connection' });
    expect(wire(rig.events)).toEqual(['connection.closed', 'session.continued']);
    expect(rig.events.at(-1)).toMatchObject({ connection: 2, tsih: 1, target: targetName });
    expect(rig.node.sessions()).toMatchObject([{ tsih: 1, state: 'logged-in' }]);
    expect([rig.device.established.length, rig.device.lost.length]).toEqual([1, 0]);
  });

  test('counts commands on, and StatSN anew', async () => {
    const rig = makeRig();
    const older = rig.logIn();
    older.receive(scsiCommand({}));
    rig.device.started[0]!.end(good);
    await settled();
    const { port, receive, status } = logInAgain(rig, { cmdSn: firstCmdSn + 1, expStatSn: 0 });
    expect(status).toBe(0);
    receive(scsiCommand({ cmdSn: firstCmdSn + 1 }));
    rig.device.started[1]!.end(good);
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ statSn: 1, expCmdSn: firstCmdSn + 2 });
  });

  test('aborts the tasks of the old connection, which answer nowhere', async () => {
    const rig = makeRig();
    const older = rig.logIn({ offers: [['InitialR2T', 'Yes']] });
    older.receive(scsiCommand({ write: true, expectedDataTransferLength: 8 }));
    const { task, end } = rig.device.started[0]!;
    const taken = task.receiveDataOut(8);
    const { targetTransferTag } = older.port.takeOne(Opcode.readyToTransfer);
    const younger = logInAgain(rig);
    await expect(taken).rejects.toThrow();
    expect(rig.device.abandoned).toEqual(rig.device.established);
    end(good);
    younger.receive(dataOut({ targetTransferTag }), scsiCommand({ cmdSn: firstCmdSn + 1 }));
    await settled();
    expect(older.port.take()).toEqual([]);
    expect(younger.port.take()).toEqual([]);
    expect(rig.device.started.map((started) => started.task.tag)).toEqual([1, 1]);
  });

  test('forgets commands that wait for one before them: they are sent again', () => {
    const rig = makeRig();
    const older = rig.logIn();
    older.receive(scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    const { receive } = logInAgain(rig);
    receive(scsiCommand({ initiatorTaskTag: 3 }), scsiCommand({ cmdSn: firstCmdSn + 1, initiatorTaskTag: 4 }));
    expect(rig.device.started.map(({ task }) => task.tag)).toEqual([3, 4]);
  });

  test("has values of the connection negotiated again, and keeps the session's", async () => {
    const rig = makeRig();
    rig.logIn({
      offers: [
        ['MaxRecvDataSegmentLength', '512'],
        ['HeaderDigest', 'CRC32C'],
        ['MaxBurstLength', '1024'],
      ],
    });
    const { port, receive } = logInAgain(rig);
    expect(port.framing).toMatchObject({ headerDigest: false, dataDigest: false });
    rig.device.behave = async (task) => task.receiveDataOut(4096).then(() => good);
    receive(scsiCommand({ write: true, expectedDataTransferLength: 4096 }));
    await settled();
    expect(port.takeOne(Opcode.readyToTransfer).desiredDataTransferLength).toBe(1024);
    receive(textRequest([['SendTargets', '']], { cmdSn: firstCmdSn + 1, immediate: false }));
    expect(port.takeOne(Opcode.textResponse).data.length).toBeGreaterThan(0);
  });

  test('by another connection is refused while the session has one', () => {
    const rig = makeRig();
    const { port, receive } = rig.logIn();
    expect(logInAgain(rig, { connectionId: 2 }).status).toBe(LoginStatus.tooManyConnections);
    receive(nopOut());
    port.takeOne(Opcode.nopIn);
  });

  test('does not happen for a login that does not come to its end', () => {
    const rig = makeRig();
    const { port, receive } = rig.logIn();
    const other = rig.connect();
    other.receive(loginRequest(names, { tsih: 1, transit: false }));
    expect(other.port.takeOne(Opcode.loginResponse)).toMatchObject({ status: 0, tsih: 1 });
    other.input.closed();
    receive(nopOut());
    port.takeOne(Opcode.nopIn);
    expect(rig.node.sessions()).toMatchObject([{ state: 'logged-in' }]);
  });
});

describe('a session whose connection is lost', () => {
  test('is kept for Time2Wait and Time2Retain, and ends then with the loss of its nexus', () => {
    const rig = makeRig({ sessionRetention: { time2WaitSeconds: 2, time2RetainSeconds: 20 } });
    const { input } = rig.logIn({ retainSeconds: 3 });
    rig.events.length = 0;
    input.closed();
    expect(rig.node.sessions()).toMatchObject([{ tsih: 1, state: 'failed', remote: { port: 40_000 } }]);
    expect(rig.events).toMatchObject([{ event: 'connection.closed' }, { event: 'session.failed', tsih: 1, retainedSeconds: 5 }]);
    rig.clock.advance(4_999);
    expect(rig.device.lost).toEqual([]);
    rig.clock.advance(1);
    expect(rig.device.lost).toEqual(rig.device.established);
    expect(rig.node.sessions()).toEqual([]);
    expect(rig.events.at(-1)).toMatchObject({ event: 'session.ended', reason: 'the initiator has not taken the session up again' });
  });

  test('is kept for the defaults when nobody spoke of the times', () => {
    const rig = makeRig();
    const { input, receive } = rig.connect();
    receive(loginRequest(names));
    input.closed();
    rig.clock.advance(21_999);
    expect(rig.node.sessions()).toHaveLength(1);
    rig.clock.advance(1);
    expect(rig.node.sessions()).toEqual([]);
  });

  test('aborts its tasks at once', async () => {
    const rig = makeRig();
    const { input, receive } = rig.logIn({ retainSeconds: 3 });
    receive(scsiCommand({ write: true, expectedDataTransferLength: 10 }));
    const taken = rig.device.started[0]!.task.receiveDataOut(10);
    input.closed();
    await expect(taken).rejects.toThrow();
    expect(rig.device.abandoned).toHaveLength(1);
    expect(rig.device.lost).toEqual([]);
  });

  test('is continued by any connection, and lives on as ever', () => {
    const rig = makeRig();
    const { input } = rig.logIn({ retainSeconds: 3 });
    input.closed();
    rig.clock.advance(2_999);
    const { port, receive, status } = logInAgain(rig, { connectionId: 9 });
    expect(status).toBe(0);
    rig.clock.advance(10_000);
    expect(rig.node.sessions()).toMatchObject([{ tsih: 1, state: 'logged-in' }]);
    receive(scsiCommand({}));
    expect(rig.device.started).toHaveLength(1);
    expect([rig.device.established.length, rig.device.lost.length]).toEqual([1, 0]);
    receive(logoutRequest({ reason: 1, connectionId: 9 }));
    expect(port.closed?.how).toBe('after-sending');
    expect(rig.device.lost).toHaveLength(1);
  });

  test('is not continued when its time is over, nor by another initiator port', () => {
    const rig = makeRig();
    const { input } = rig.logIn({ retainSeconds: 3 });
    input.closed();
    const isid = Uint8Array.of(0x40, 0, 1, 0x37, 0, 1);
    expect(logInAgain(rig, { isid }).status).toBe(LoginStatus.sessionDoesNotExist);
    rig.clock.advance(3_000);
    expect(logInAgain(rig).status).toBe(LoginStatus.sessionDoesNotExist);
  });

  test('is not continued by a login that took longer than it was kept', () => {
    const rig = makeRig();
    const { input } = rig.logIn({ retainSeconds: 3 });
    input.closed();
    const { port, receive } = rig.connect();
    receive(loginRequest(names, { tsih: 1, transit: false }));
    expect(port.takeOne(Opcode.loginResponse).status).toBe(0);
    rig.clock.advance(3_000);
    receive(loginRequest([], { tsih: 1 }));
    expect(port.takeOne(Opcode.loginResponse).status).toBe(LoginStatus.sessionDoesNotExist);
    expect(port.closed?.how).toBe('after-sending');
  });

  test('ends at once when it is reinstated: the nexus is lost before it is there again', () => {
    const rig = makeRig();
    const order: string[] = [];
    rig.device.nexusEstablished = () => order.push('established');
    rig.device.nexusLost = () => order.push('lost');
    const { port, input } = rig.logIn({ retainSeconds: 3 });
    input.closed();
    rig.events.length = 0;
    expect(port.timerCount).toBe(1);
    rig.logIn();
    expect(port.timerCount).toBe(0);
    expect(order).toEqual(['established', 'lost', 'established']);
    expect(wire(rig.events)).toEqual(['session.ended', 'session.established']);
    expect(rig.node.sessions()).toMatchObject([{ tsih: 2 }]);
    rig.clock.advance(3_000);
    expect(rig.node.sessions()).toMatchObject([{ tsih: 2 }]);
  });

  test.each([
    ['with Time2Retain 0', {}],
    ['of discovery', { discovery: true, retainSeconds: 3 }],
  ])('%s is not kept', (_, options) => {
    const rig = makeRig();
    const { input } = rig.logIn(options);
    rig.events.length = 0;
    input.closed();
    expect(rig.node.sessions()).toEqual([]);
    expect(wire(rig.events)).toEqual(['connection.closed', 'session.ended']);
    expect(rig.device.abandoned).toEqual([]);
  });

  test('may be the work of a bug of ours', () => {
    const rig = makeRig();
    const { receive } = rig.logIn({ retainSeconds: 3 });
    rig.device.behave = () => {
      throw new Error('a bug');
    };
    receive(scsiCommand({}));
    expect(rig.node.sessions()).toMatchObject([{ state: 'failed' }]);
  });
});
