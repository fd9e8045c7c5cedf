import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';
import type { Admission, Approach, LoginRefusal } from '../../../src/iscsi/admission.ts';
import { Directory } from '../../../src/iscsi/directory.ts';
import type { IscsiNodeOptions, IscsiTargetOptions } from '../../../src/iscsi/iscsi-node-options.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { FakeTarget, initiatorName, targetName } from './rig.ts';

const otherName = 'iqn.2026-11.local.tapelab:drive1';
const secret = Secret.ofText('twelve or more');
const local = { address: '192.0.2.1', port: 3260 };
const approach: Approach = {
  type: 'normal',
  initiatorName,
  targetName,
  local,
  remote: { address: '198.51.100.1', port: 50_000 },
  portalGroupTag: 1,
};
const asking: Approach = { ...approach, type: 'discovery', targetName: undefined };
const withTarget = (fields: Partial<IscsiTargetOptions>, options: Partial<IscsiNodeOptions> = {}): Directory =>
  new Directory({ targets: [{ name: targetName, device: new FakeTarget(), ...fields }], ...options });
const admitted = (directory: Directory, from: Partial<Approach> = {}): Admission => {
  const answer = directory.admit({ ...approach, ...from });
  if ('status' in answer) throw new Error(answer.problem);
  return answer;
};
const refused = (directory: Directory, from: Partial<Approach> = {}): LoginRefusal => {
  const answer = directory.admit({ ...approach, ...from });
  if (!('status' in answer)) throw new Error('it was let in');
  return answer;
};
const nobody = [{ initiators: ['iqn.2026-11.local.host:another'] }];

describe('a login to a target', () => {
  test('is let in by default, with nothing to prove and every logical unit', () => {
    expect(admitted(withTarget({ alias: 'a drive' }))).toEqual({
      target: { name: targetName, alias: 'a drive' },
      authentication: { initiator: undefined, optional: false, target: undefined },
      luns: undefined,
    });
  });

  test('is let in by the rule that fits, on its terms', () => {
    const luns = new Set([toLun(3)]);
    const chap = { name: 'host1', secret };
    const directory = withTarget({
      access: [...nobody, { includesAddress: (address) => address === '198.51.100.1', chap, chapIsOptional: true, luns }],
      credential: { name: 'tape', secret },
    });
    expect(admitted(directory)).toMatchObject({
      authentication: { initiator: chap, optional: true, target: { name: 'tape', secret } },
      luns,
    });
    expect(admitted(directory, { remote: { address: '::ffff:198.51.100.1', port: 1 } }).luns).toBe(luns);
    expect(refused(directory, { remote: { address: '198.51.100.2', port: 1 } }).status).toBe(LoginStatus.authorizationFailure);
  });

  test('is proved by iSCSI names where no others are given', () => {
    const { authentication } = admitted(withTarget({ access: [{ chap: { secret } }], credential: { secret } }));
    expect(authentication).toEqual({
      initiator: { name: initiatorName, secret },
      optional: false,
      target: { name: targetName, secret },
    });
  });

  test.each<[string, number, Directory, Partial<Approach>]>([
    ['that does not exist', LoginStatus.notFound, withTarget({}), { targetName: otherName }],
    ['whose rules do not let it in', LoginStatus.authorizationFailure, withTarget({ access: nobody }), {}],
    ['without any rule', LoginStatus.authorizationFailure, withTarget({ access: [] }), {}],
    ['through the wrong portal group', LoginStatus.notFound, withTarget({ portalGroupTags: [2, 3], access: nobody }), {}],
  ])('%s is refused', (_, status, directory, from) => {
    expect(refused(directory, from).status).toBe(status);
  });

  test('is let in through each of its portal groups', () => {
    const directory = withTarget({ portalGroupTags: [1, 3] });
    expect(admitted(directory)).toBeDefined();
    expect(admitted(directory, { portalGroupTag: 3 })).toBeDefined();
  });
});

describe('a target that has moved', () => {
  const to = { address: '2001:db8::9', port: 3260 };

  test.each([
    [false, LoginStatus.targetMovedTemporarily],
    [true, LoginStatus.targetMovedPermanently],
  ])('permanently: %s', (permanent, status) => {
    expect(refused(withTarget({ redirection: { to, permanent } }))).toMatchObject({
      status,
      pairs: [['TargetAddress', '[2001:db8::9]:3260']],
    });
  });

  test('tells so to nobody who may not come in', () => {
    expect(refused(withTarget({ redirection: { to, permanent: true }, access: nobody })).status).toBe(LoginStatus.authorizationFailure);
  });

  test('is there for those who come to its new address', () => {
    const directory = withTarget({ redirection: { to, permanent: true } });
    expect(admitted(directory, { local: to })).toBeDefined();
    expect(refused(directory, { local: { ...to, port: 3261 } }).status).toBe(LoginStatus.targetMovedPermanently);
  });

  test('or to the portal that goes by that address', () => {
    const portals = () => [
      { listen: { address: '0.0.0.0', port: 3260 }, advertise: { address: 'Lab.example', port: 860 }, portalGroupTag: 1 },
      { listen: { address: '0.0.0.0', port: 3261 }, portalGroupTag: 1 },
    ];
    const directory = withTarget({ redirection: { to: { address: 'lab.example', port: 860 }, permanent: true } }, { portals });
    expect(admitted(directory)).toBeDefined();
    expect(refused(directory, { local: { ...local, port: 3261 } }).status).toBe(LoginStatus.targetMovedPermanently);
  });
});

describe('discovery', () => {
  test('has rules and credentials of its own', () => {
    const directory = withTarget({ access: nobody }, { discovery: { access: [{ chap: { secret } }], credential: { secret } } });
    expect(admitted(directory, asking)).toEqual({
      authentication: { initiator: { name: initiatorName, secret }, optional: false, target: { name: targetName, secret } },
      luns: undefined,
    });
    expect(refused(withTarget({}, { discovery: { access: nobody } }), asking).status).toBe(LoginStatus.authorizationFailure);
  });

  test('at one target takes its rules, too', () => {
    const named = { ...asking, targetName };
    expect(admitted(withTarget({}), named).target?.name).toBe(targetName);
    const guarded = withTarget({ access: [{ chap: { secret } }] }, { discovery: { access: [{ chap: { name: 'anyone', secret } }] } });
    expect(admitted(guarded, named)).toEqual(admitted(guarded));
    expect(refused(withTarget({ access: nobody }), named).status).toBe(LoginStatus.authorizationFailure);
    expect(refused(withTarget({}, { discovery: { access: nobody } }), named).status).toBe(LoginStatus.authorizationFailure);
    expect(refused(withTarget({}), { ...asking, targetName: otherName }).status).toBe(LoginStatus.notFound);
  });
});

describe('SendTargets', () => {
  const portals = () => [
    { listen: { address: '0.0.0.0', port: 3260 }, portalGroupTag: 1 },
    { listen: { address: '::1', port: 3261 }, portalGroupTag: 2 },
  ];
  const other = (fields: Partial<IscsiTargetOptions>): IscsiTargetOptions => ({ name: otherName, device: new FakeTarget(), ...fields });
  const listing = (fields: Partial<IscsiTargetOptions>, from: Partial<Approach> = {}) =>
    new Directory({ targets: [{ name: targetName, device: new FakeTarget() }, other(fields)], portals })
      .sendTargets('All', { ...asking, ...from })
      .map(([, value]) => value);
  const everywhere = ['192.0.2.1:3260,1', '[::1]:3261,2'];

  test('tells every target with every portal of its groups', () => {
    expect(listing({})).toEqual([targetName, ...everywhere, otherName, ...everywhere]);
    expect(listing({ portalGroupTags: [2] })).toEqual([targetName, ...everywhere, otherName, everywhere[1]]);
  });

  test('tells nothing of a target that the initiator may not use, by its name or its address', () => {
    expect(listing({ access: nobody })).toEqual([targetName, ...everywhere]);
    expect(listing({ access: nobody }, { initiatorName: nobody[0]!.initiators[0]! })).toContain(otherName);
    const access = [{ includesAddress: (address: string) => address === '203.0.113.1' }];
    expect(listing({ access })).not.toContain(otherName);
    expect(listing({ access }, { remote: { address: '203.0.113.1', port: 1 } })).toContain(otherName);
  });

  test('tells the address that was come to, where no portals are given', () => {
    const directory = withTarget({});
    expect(directory.sendTargets('All', asking)).toEqual([
      ['TargetName', targetName],
      ['TargetAddress', '192.0.2.1:3260,1'],
    ]);
    expect(directory.sendTargets('', approach)).toHaveLength(2);
    expect(directory.sendTargets('All', approach)).toEqual([['SendTargets', 'Reject']]);
  });
});

test('a directory is made of different, well-formed names', () => {
  const device = new FakeTarget();
  expect(() => new Directory({ targets: [{ name: 'drive0', device }] })).toThrow('is an iSCSI name');
  const twice = [
    { name: targetName, device },
    { name: targetName.toUpperCase(), device },
  ];
  expect(() => new Directory({ targets: twice })).toThrow('are different');
  expect(new Directory({ targets: [{ name: targetName, device }] }).target(targetName)?.device).toBe(device);
});

describe('the ports of a target', () => {
  const portal = (address: string, portalGroupTag: number) => ({ listen: { address, port: 3260 }, portalGroupTag });
  const portals = () => [portal('192.0.2.2', 9), portal('192.0.2.1', 1), portal('192.0.2.3', 9)];

  test('are the portal groups it is reached through, in ascending order', () => {
    expect(withTarget({}, { portals }).portalGroupTags(targetName, approach)).toEqual([1, 9]);
    expect(withTarget({ portalGroupTags: [9] }, { portals }).portalGroupTags(targetName, { ...approach, portalGroupTag: 9 })).toEqual([9]);
    expect(withTarget({}).portalGroupTags(targetName, approach)).toEqual([1]);
  });
});
