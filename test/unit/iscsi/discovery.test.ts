import { describe, expect, test } from 'vitest';
import { type DiscoveryCircumstances, sendTargets } from '../../../src/iscsi/discovery.ts';

const [one, two] = ['iqn.2026-11.local.tapelab:drive0', 'iqn.2026-11.local.tapelab:drive1'] as const;
const discovery: DiscoveryCircumstances = {
  targets: [one, two],
  sessionTarget: undefined,
  sessionType: 'discovery',
  address: { address: '192.0.2.2', port: 3260 },
  portalGroupTag: 1,
};
const normal: DiscoveryCircumstances = { ...discovery, sessionType: 'normal', sessionTarget: two };
const address = ['TargetAddress', '192.0.2.2:3260,1'];

describe('SendTargets', () => {
  test('All in a discovery session lists every target', () => {
    expect(sendTargets('All', discovery)).toEqual([['TargetName', one], address, ['TargetName', two], address]);
  });

  test('a name lists that target, in whatever case, and nothing if there is none', () => {
    expect(sendTargets(two.toUpperCase(), discovery)).toEqual([['TargetName', two], address]);
    expect(sendTargets(`${two}0`, discovery)).toEqual([]);
  });

  test('a discovery session that named a target sees that one', () => {
    expect(sendTargets('All', { ...discovery, sessionTarget: one })).toEqual([['TargetName', one], address]);
  });

  test('a normal session sees its own target only', () => {
    expect(sendTargets('', normal)).toEqual([['TargetName', two], address]);
    expect(sendTargets(two, normal)).toEqual([['TargetName', two], address]);
    expect(sendTargets(one, normal)).toEqual([]);
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

  test.each([
    ['::1', '[::1]:3260,1'],
    ['fe80::1%eth0', '[fe80::1%eth0]:3260,1'],
    ['lab.example', 'lab.example:3260,1'],
  ])('the address %s is told as %s', (given, told) => {
    expect(sendTargets(one, { ...discovery, address: { address: given, port: 3260 } })[1]).toEqual(['TargetAddress', told]);
  });
});
