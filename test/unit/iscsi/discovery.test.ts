import { describe, expect, test } from 'vitest';
import { type DiscoveryCircumstances, isPortalOf, plainAddress, sendTargets, tellPortals } from '../../../src/iscsi/discovery.ts';
import type { NetworkPortal } from '../../../src/iscsi/iscsi-node-options.ts';

const [one, two] = ['iqn.2026-11.local.tapelab:drive0', 'iqn.2026-11.local.tapelab:drive1'] as const;
const addresses = ['192.0.2.2:3260,1', '[2001:db8::2]:3260,2'];
const discovery: DiscoveryCircumstances = {
  targets: [
    { name: one, addresses },
    { name: two, addresses },
  ],
  sessionTarget: undefined,
  sessionType: 'discovery',
};
const normal: DiscoveryCircumstances = { ...discovery, sessionType: 'normal', sessionTarget: two };
const record = (name: string) => [['TargetName', name], ...addresses.map((address) => ['TargetAddress', address])];

describe('SendTargets', () => {
  test('All in a discovery session lists every target with all of its addresses', () => {
    expect(sendTargets('All', discovery)).toEqual([...record(one), ...record(two)]);
  });

  test('a name lists that target, in whatever case, and nothing if there is none', () => {
    expect(sendTargets(two.toUpperCase(), discovery)).toEqual(record(two));
    expect(sendTargets(`${two}0`, discovery)).toEqual([]);
  });

  test('a discovery session that named a target sees that one', () => {
    expect(sendTargets('All', { ...discovery, sessionTarget: one })).toEqual(record(one));
  });

  test('a normal session sees its own target only', () => {
    expect(sendTargets('', normal)).toEqual(record(two));
    expect(sendTargets(two, normal)).toEqual(record(two));
    expect(sendTargets(one, normal)).toEqual([]);
  });

  test('a target that no address can be told of is left out, or it would be looked for here', () => {
    expect(sendTargets('All', { ...discovery, targets: [{ name: one, addresses: [] }] })).toEqual([]);
  });

  test.each([
    ['All', normal],
    ['', discovery],
    ['all', discovery],
    ['drive0', discovery],
    ['iqn.2026-11.local.tapelab:drive 0', discovery],
  ])('%s is rejected', (value, circumstances) => {
    expect(sendTargets(value, circumstances)).toEqual([['SendTargets', 'Reject']]);
  });
});

const portal = (address: string, portalGroupTag = 1, advertise?: string): NetworkPortal => ({
  listen: { address, port: 3260 },
  portalGroupTag,
  ...(advertise !== undefined && { advertise: { address: advertise, port: 860 } }),
});
const [ipv4, ipv6] = [
  { address: '192.0.2.7', port: 3261 },
  { address: 'fe80::7%eth0', port: 3261 },
];

describe('a portal is told', () => {
  test.each([
    ['as it is', portal('127.0.0.1'), ipv4, '127.0.0.1:3260,1'],
    ['with its group', portal('127.0.0.1', 7), ipv4, '127.0.0.1:3260,7'],
    ['in brackets', portal('2001:DB8::2'), ipv4, '[2001:db8::2]:3260,1'],
    ['without its zone', portal('fe80::1%eth0'), ipv4, '[fe80::1]:3260,1'],
    ['as an IPv4 address that came by IPv6', portal('::ffff:192.0.2.2'), ipv4, '192.0.2.2:3260,1'],
    ['by its other name', portal('0.0.0.0', 2, 'lab.example'), ipv4, 'lab.example:860,2'],
    ['by the address that was come to', portal('0.0.0.0'), ipv4, '192.0.2.7:3260,1'],
    ['by the same over IPv6', portal('::'), ipv6, '[fe80::7]:3260,1'],
    ['by an IPv4 address that a listener on :: serves, too', portal('::'), { ...ipv4, address: '::ffff:192.0.2.7' }, '192.0.2.7:3260,1'],
  ])('%s', (_, given, local, told) => {
    expect(tellPortals([given], local)).toEqual([told]);
  });

  test('not at all, if it is of another kind of address and listens everywhere', () => {
    expect(tellPortals([portal('0.0.0.0'), portal('::', 2)], ipv6)).toEqual(['[fe80::7]:3260,2']);
  });

  test('once', () => {
    expect(tellPortals([portal('0.0.0.0'), portal('192.0.2.7')], ipv4)).toEqual(['192.0.2.7:3260,1']);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7', 3260, true],
  ['192.0.2.7', '::ffff:192.0.2.7', 3260, true],
  ['0.0.0.0', '192.0.2.7', 3260, true],
  ['::', 'fe80::7%eth0', 3260, true],
  ['192.0.2.8', '192.0.2.7', 3260, false],
  ['0.0.0.0', '192.0.2.7', 3261, false],
])('a listener at %s is come through to %s:%i: %s', (listen, address, port, through) => {
  expect(isPortalOf(portal(listen), { address, port })).toBe(through);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['::ffff:1', '::ffff:1'],
  ['FE80::1%eth0', 'fe80::1'],
])('the address %s is %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});
