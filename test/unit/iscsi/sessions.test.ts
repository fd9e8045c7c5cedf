import { describe, expect, test } from 'vitest';
import type { LoginIdentity } from '../../../src/iscsi/admission.ts';
import type { Session } from '../../../src/iscsi/session.ts';
import { nexusName, Sessions } from '../../../src/iscsi/sessions.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { initiatorName, targetName } from './rig.ts';

const door = { local: { address: '192.0.2.1', port: 3260 }, portalGroupTag: 1 };
const elsewhere = { local: { address: '::1', port: 3260 }, portalGroupTag: 2 };

const luns = new Set([toLun(0)]);
const identity: LoginIdentity = { type: 'normal', initiatorName, isid: Uint8Array.of(0, 2, 0x3d, 0, 0, 9), target: targetName, luns };
const other: LoginIdentity = { ...identity, initiatorName: 'iqn.2026-11.local.host:two' };
const discovery: LoginIdentity = { ...identity, type: 'discovery', target: undefined };
const named: LoginIdentity = { ...identity, type: 'discovery' };

/** A session as far as the others look at it. */
const session = (login: LoginIdentity, tsih: number, connectionId?: number): Session =>
  ({ name: nexusName(login, door), login, identity: { tsih }, connectionId }) as unknown as Session;

function sessionsOf(perTarget: number, ...all: readonly Session[]): Sessions {
  const sessions = new Sessions(perTarget);
  for (const one of all) sessions.add(one);
  return sessions;
}

describe('the name of a nexus', () => {
  test.each([
    [identity, door, `${initiatorName},i,0x00023d000009;${targetName},t,0x0001`],
    [identity, elsewhere, `${initiatorName},i,0x00023d000009;${targetName},t,0x0002`],
    [named, door, nexusName(identity, door)],
    [discovery, door, `${initiatorName},i,0x00023d000009;192.0.2.1:3260`],
    [discovery, elsewhere, `${initiatorName},i,0x00023d000009;[::1]:3260`],
  ])('%o at %o', (login, at, name) => {
    expect(nexusName(login, at)).toBe(name);
  });
});

describe('the sessions of a node', () => {
  test('are found by TSIH and by name, until they are over', () => {
    const one = session(identity, 5);
    const sessions = sessionsOf(64, one, session(other, 6));
    expect([sessions.get(5), sessions.named(one.name), sessions.named(nexusName(identity, elsewhere))]).toEqual([one, one, undefined]);
    sessions.remove(one);
    expect([sessions.get(5), sessions.named(one.name), [...sessions].length]).toEqual([undefined, undefined, 1]);
  });

  test('have TSIHs that no other has, and none 0', () => {
    const sessions = sessionsOf(64, session(identity, 2));
    const given = Array.from({ length: 0xffff }, () => sessions.nextTsih());
    expect([given[0], given[1], given[0xfffd], given[0xfffe]]).toEqual([1, 3, 0xffff, 1]);
  });

  test.each<[string, LoginIdentity, number | undefined]>([
    ['a third of the target', { ...identity, isid: new Uint8Array(6) }, LoginStatus.outOfResources],
    ['one in the place of another', identity, undefined],
    ['one of another target', { ...identity, target: `${targetName}0` }, undefined],
    ['a discovery session', discovery, undefined],
  ])('when there are as many as there may be, %s', (_, login, status) => {
    const sessions = sessionsOf(2, session(identity, 1, 0), session(other, 2, 0));
    expect(sessions.seenFrom(door).admitSession(login, 0, 1)?.status).toBe(status);
  });

  test('are no more than there are TSIHs', () => {
    const all = Array.from({ length: 0xffff }, (_, index) => session({ ...other, target: `${targetName}${index}` }, index + 1));
    const admit = (sessions: Sessions) => sessions.seenFrom(door).admitSession(identity, 0, 1)?.status;
    expect([admit(sessionsOf(64, ...all.slice(1))), admit(sessionsOf(64, ...all))]).toEqual([undefined, LoginStatus.outOfResources]);
  });

  test('count discovery by itself, whatever target was named', () => {
    const sessions = sessionsOf(2, session(discovery, 1, 0), session({ ...named, isid: new Uint8Array(6) }, 2, 0));
    expect(sessions.seenFrom(door).admitSession(identity, 0, 1)).toBeUndefined();
    expect(sessions.seenFrom(elsewhere).admitSession(discovery, 0, 1)?.status).toBe(LoginStatus.outOfResources);
  });

  test.each<[string, Partial<LoginIdentity>, { tsih?: number; cid?: number; at?: typeof door }, number | undefined]>([
    ['of its connection', {}, {}, undefined],
    ['of another connection', {}, { cid: 4 }, LoginStatus.tooManyConnections],
    ['that has no connection, of any', other, { tsih: 6, cid: 4 }, undefined],
    ['by another initiator', { initiatorName: other.initiatorName }, {}, LoginStatus.sessionDoesNotExist],
    ['by another ISID', { isid: new Uint8Array(6) }, {}, LoginStatus.sessionDoesNotExist],
    ['to another target', { target: `${targetName}0` }, {}, LoginStatus.sessionDoesNotExist],
    ['by another portal group', {}, { at: elsewhere }, LoginStatus.sessionDoesNotExist],
    ['of discovery', { type: 'discovery' }, {}, LoginStatus.sessionDoesNotExist],
    ['by a rule that shows other units', { luns: new Set([toLun(1)]) }, {}, LoginStatus.sessionDoesNotExist],
    ['by a rule that shows all', { luns: undefined }, {}, LoginStatus.sessionDoesNotExist],
    ['of no session', {}, { tsih: 7 }, LoginStatus.sessionDoesNotExist],
  ])('admit a login %s to one that is there, or refuse it', (_, fields, { tsih = 5, cid = 3, at = door }, status) => {
    const sessions = sessionsOf(1, session(identity, 5, 3), session(other, 6));
    expect(sessions.seenFrom(at).admitSession({ ...identity, ...fields }, tsih, cid)?.status).toBe(status);
  });
});
