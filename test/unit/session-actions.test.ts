import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/control/actions.ts';
import { sessionActions } from '../../src/session-actions.ts';
import { Opcode } from '../../src/wire/opcode.ts';
import { initiatorName, type LogInOptions, makeRig, targetName } from './iscsi/rig.ts';

function labOf(...logins: readonly LogInOptions[]) {
  const rig = makeRig();
  const links = logins.map((login) => rig.logIn(login));
  const reset: number[] = [];
  return { ...rig, links, reset, actions: sessionActions(rig.node, (tsih) => reset.push(tsih) > 0) };
}
const remaining = async ({ actions }: Pick<ReturnType<typeof labOf>, 'actions'>) =>
  (await actions['session.list']({})).map(({ tsih }) => tsih);

describe('the sessions of a node', () => {
  it('are told with all that an operator wants to know', async () => {
    const { actions } = labOf({ offers: [['HeaderDigest', 'CRC32C']], door: { portalGroupTag: 7 } }, { discovery: true });
    const [normal, discovery] = await actions['session.list']({});
    expect(normal).toEqual({
      initiatorName,
      target: targetName,
      isid: '400001370000',
      tsih: 1,
      type: 'normal',
      state: 'logged-in',
      remote: { address: '127.0.0.1', port: 40_000 },
      connectionId: 1,
      portalGroupTag: 7,
      headerDigest: true,
      dataDigest: false,
      since: '1970-01-01T00:00:01.000Z',
    });
    expect(discovery).toMatchObject({ type: 'discovery', tsih: 2 });
    expect(discovery).not.toHaveProperty('target');
  });

  it('are asked to log out, and end when the time is over', async () => {
    const lab = labOf({});
    const { port } = lab.links[0]!;
    expect(await lab.actions['session.logout']({ tsih: 1, withinSeconds: 10 })).toMatchObject({ tsih: 1, state: 'logged-in' });
    expect(port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: 1, parameter3: 10 });
    lab.clock.advance(9_999);
    expect(await remaining(lab)).toEqual([1]);
    lab.clock.advance(1);
    expect(await remaining(lab)).toEqual([]);
    expect(port.closed).toBeDefined();
  });

  it('are asked to negotiate, and lose their connection when the time is over', async () => {
    const lab = labOf({});
    const { port } = lab.links[0]!;
    expect(await lab.actions['session.negotiate']({ tsih: 1, withinSeconds: 10 })).toMatchObject({ tsih: 1 });
    expect(port.takeOne(Opcode.asyncMessage)).toMatchObject({ asyncEvent: 4, parameter3: 10 });
    lab.clock.advance(9_999);
    expect(port.closed).toBeUndefined();
    lab.clock.advance(1);
    expect(port.closed).toBeDefined();
  });

  it.each([
    [true, [3]],
    [false, []],
  ])('are ended, announced: %s', async (announce, events) => {
    const lab = labOf({});
    await lab.actions['session.end']({ tsih: 1, announce });
    expect(lab.links[0]!.port.take()).toMatchObject(events.map((asyncEvent) => ({ opcode: Opcode.asyncMessage, asyncEvent })));
    expect(await remaining(lab)).toEqual([]);
  });

  it.each<[Notice, object]>([
    [
      { event: 'scsi-event', lun: 1, sense: '7000060000' },
      { asyncEvent: 0, lun: 1n << 48n },
    ],
    [
      { event: 'logout-request', withinSeconds: 3 },
      { asyncEvent: 1, parameter3: 3 },
    ],
    [
      { event: 'connection-dropped', time2WaitSeconds: 2, time2RetainSeconds: 20 },
      { asyncEvent: 2, parameter1: 1, parameter2: 2, parameter3: 20 },
    ],
    [
      { event: 'connection-dropped', connectionId: 5, time2WaitSeconds: 2, time2RetainSeconds: 20 },
      { asyncEvent: 2, parameter1: 5 },
    ],
    [
      { event: 'all-connections-dropped', time2WaitSeconds: 2, time2RetainSeconds: 20 },
      { asyncEvent: 3, parameter2: 2, parameter3: 20 },
    ],
    [
      { event: 'negotiation-request', withinSeconds: 4 },
      { asyncEvent: 4, parameter3: 4 },
    ],
    [
      { event: 'task-termination', lun: 300 },
      { asyncEvent: 5, lun: 0x412cn << 48n },
    ],
  ])('are told of %j, and go on', async (notice, message) => {
    const lab = labOf({});
    await lab.actions['session.notify']({ tsih: 1, notice });
    const told = lab.links[0]!.port.takeOne(Opcode.asyncMessage);
    expect(told).toMatchObject(message);
    if (notice.event === 'scsi-event') expect(Buffer.concat(told.data.pieces).toString('hex')).toBe('00057000060000');
    lab.clock.advance(30_000);
    expect(await remaining(lab)).toEqual([1]);
  });

  it('that are not there are refused with those that are', async () => {
    await expect(labOf().actions['session.end']({ tsih: 3 })).rejects.toMatchObject({
      code: 'session-unknown',
      message: 'There is no session 3.',
      hint: 'no initiator is logged in.',
    });
    const { actions } = labOf({}, { discovery: true });
    const hint = `there are 1 (${initiatorName}), 2 (${initiatorName}).`;
    await expect(actions['session.end']({ tsih: 3 })).rejects.toMatchObject({ hint });
    await expect(actions['session.logout']({ tsih: 3, withinSeconds: 1 })).rejects.toMatchObject({ hint });
    await expect(actions['session.notify']({ tsih: 3, notice: { event: 'task-termination', lun: 0 } })).rejects.toMatchObject({ hint });
  });

  it('whose connection is gone cannot be told anything', async () => {
    const { links, actions } = labOf({ retainSeconds: 10 });
    links[0]!.input.closed();
    expect(await actions['session.list']({})).toMatchObject([{ state: 'failed' }]);
    expect((await actions['session.list']({}))[0]).not.toHaveProperty('connectionId');
    await expect(actions['session.notify']({ tsih: 1, notice: { event: 'task-termination', lun: 0 } })).rejects.toMatchObject({
      code: 'session-without-connection',
    });
    await actions['session.end']({ tsih: 1, announce: true });
    expect(await actions['session.list']({})).toEqual([]);
  });
});
