import { describe, expect, test } from 'vitest';
import { LogoutResponseCode } from '../../../src/wire/logout-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { firstCmdSn, logoutRequest, makeRig, nopOut, scsiCommand } from './rig.ts';

describe('logout', () => {
  test.each([
    ['the session', { reason: 0, connectionId: 99 }],
    ['the connection', { reason: 1 }],
  ])('of %s is answered, then the connection closes', (_, fields) => {
    const { device, events, node, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(logoutRequest(fields));
    expect(port.takeOne(Opcode.logoutResponse)).toMatchObject({ response: LogoutResponseCode.closed, time2Wait: 0, initiatorTaskTag: 700 });
    expect(port.closed?.how).toBe('after-sending');
    expect(node.sessions()).toEqual([]);
    expect(device.lost).toHaveLength(1);
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['session.ended', 'connection.closed']);
  });

  test.each([
    [{ reason: 1, connectionId: 2 }, LogoutResponseCode.cidNotFound],
    [{ reason: 2 }, LogoutResponseCode.recoveryNotSupported],
  ])('%o is answered %i, and the session goes on', (fields, response) => {
    const { port, receive } = makeRig().logIn();
    receive(logoutRequest(fields));
    expect(port.takeOne(Opcode.logoutResponse).response).toBe(response);
    receive(nopOut());
    port.takeOne(Opcode.nopIn);
  });

  test('one that is not immediate waits for the commands before it', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(logoutRequest({ immediate: false, cmdSn: firstCmdSn + 1 }));
    expect(port.closed).toBeUndefined();
    receive(scsiCommand({}));
    expect(device.started).toHaveLength(1);
    expect(port.closed).toBeDefined();
  });

  test('nothing is taken after it', () => {
    const { device, logIn } = makeRig();
    const { receive } = logIn();
    receive(logoutRequest(), scsiCommand({}));
    expect(device.started).toEqual([]);
  });
});
