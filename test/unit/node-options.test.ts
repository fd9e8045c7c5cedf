import { describe, expect, it } from 'vitest';
import { nodeOptions, serverLimits } from '../../src/node-options.ts';
import { toLun } from '../../src/scsi/target.ts';
import { configurationOf, secretOf, target, whole } from './config/configuration.ts';
import { FakeTarget } from './iscsi/rig.ts';

const device = new FakeTarget();
const optionsOf = (text: string) => nodeOptions(configurationOf(text), () => device);
const textOf = (secret: { reveal(): Uint8Array }): string => Buffer.from(secret.reveal()).toString();

describe('a configuration in the terms of the node', () => {
  it('leaves out what is left out', () => {
    expect(optionsOf(whole)).toEqual({
      targets: [{ name: target, device }],
      limits: {},
      keepAlive: { intervalMs: 60_000, timeoutMs: 60_000 },
      sessionRetention: { time2WaitSeconds: 0, time2RetainSeconds: 20 },
    });
    expect(serverLimits(configurationOf(whole))).toEqual({});
  });

  it('has each target with its groups, its rules, its own secret and where it has moved to', () => {
    const [options] = optionsOf(`${whole}    alias: the first
    groups: [1]
    access:
      - { initiators: "iqn.a*", addresses: [192.0.2.0/24, "::1"], luns: 0, chap: { name: host1, secretFile: a, optional: true } }
      - { chap: { secretFile: b } }
    chap: { name: tape, secretFile: c }
    redirect: { to: "[2001:db8::1]:3260", permanent: true }
`).targets;
    expect(options).toMatchObject({
      name: target,
      alias: 'the first',
      portalGroupTags: [1],
      redirection: { to: { address: '2001:db8::1', port: 3260 }, permanent: true },
      credential: { name: 'tape' },
    });
    const [narrow, wide] = options!.access!;
    expect(narrow).toMatchObject({ initiators: ['iqn.a*'], luns: new Set([toLun(0)]), chap: { name: 'host1' }, chapIsOptional: true });
    expect(['192.0.2.9', '::1', '::ffff:192.0.2.9', '192.0.3.1'].map(narrow!.includesAddress!)).toEqual([true, true, true, false]);
    expect(Object.keys(wide!)).toEqual(['chap']);
    expect([narrow!.chap!, wide!.chap!, options!.credential!].map(({ secret }) => textOf(secret))).toEqual(['a', 'b', 'c'].map(secretOf));
  });

  it('has discovery, its rules and its secret', () => {
    const { discovery } = optionsOf(
      `${whole}discovery: { access: [{ initiators: "iqn.*", chap: { secretFile: a } }], chap: { name: lab, secretFile: b } }\n`,
    );
    expect(discovery).toMatchObject({ access: [{ initiators: ['iqn.*'] }], credential: { name: 'lab' } });
    expect(optionsOf(`${whole}discovery: { access: [] }\n`).discovery).toEqual({ access: [] });
    expect(optionsOf(`${whole}    redirect: { to: 192.0.2.9:3260 }\n`).targets[0]!.redirection).toMatchObject({ permanent: false });
  });

  it('has every limit where it is kept', () => {
    const text = `${whole}limits: { connections: 1, connectionsPerAddress: 2, sessionsPerTarget: 3, loginTime: 4s, pduTime: 5s, stallTime: 6s, commandWindow: 7,
    dataSegment: 8KiB, heldBytes: 9MiB, textBytes: 10KiB, textKeys: 111, textValueBytes: 12KiB }
keepAlive: { interval: 13s, timeout: 14s }
session: { time2Wait: 15s, time2Retain: 16s }
`;
    expect(optionsOf(text)).toMatchObject({
      limits: {
        sessionsPerTarget: 3,
        loginTimeMs: 4000,
        commandWindow: 7,
        dataSegmentBytes: 8192,
        heldBytes: 9 * 1024 * 1024,
        textBytes: 10_240,
        textKeys: 111,
        textValueBytes: 12_288,
      },
      keepAlive: { intervalMs: 13_000, timeoutMs: 14_000 },
      sessionRetention: { time2WaitSeconds: 15, time2RetainSeconds: 16 },
    });
    expect(serverLimits(configurationOf(text))).toEqual({ connections: 1, connectionsPerAddress: 2, pduTimeMs: 5000, stallTimeMs: 6000 });
  });
});
