/** What spans drives and logical units is in `load.test.ts`; here is the rest. */
import { describe, expect, it } from 'vitest';
import { complaint, configurationOf, whole } from './configuration.ts';

const refusalOf = (lines: string): string => complaint(`${whole}${lines}`).replace(/^tapelab\.yaml:/, '');
const portals = (...listens: string[]): string => `portals:\n${listens.map((listen) => `  - { listen: "${listen}" }\n`).join('')}`;

describe('portals that contradict', () => {
  it.each([
    [
      'the two ways to say it',
      `${portals('127.0.0.1:0')}listen: 127.0.0.1:1\n`,
      "8:9: 'listen' and 'portals' are two ways to say the same. Hint: say it at one of the 'portals'.",
    ],
    [
      'an address for none of them',
      `${portals('127.0.0.1:0')}advertise: 127.0.0.1:1\n`,
      "8:12: 'advertise' and 'portals' are two ways to say the same. Hint: say it at one of the 'portals'.",
    ],
    [
      'the same place twice',
      portals('127.0.0.1:3260', '[::1]:3260', '127.0.0.1:3260'),
      '9:15: 127.0.0.1:3260 is already listened on, as 127.0.0.1:3260. Hint: give each portal an address or a port of its own.',
    ],
    [
      'a wildcard over another',
      portals('127.0.0.1:3260', '0.0.0.0:3260'),
      '8:15: 0.0.0.0:3260 is already listened on, as 127.0.0.1:3260. Hint: give each portal an address or a port of its own.',
    ],
    [
      'another under a wildcard',
      portals('[::]:3260', '[::1]:3260'),
      '8:15: [::1]:3260 is already listened on, as [::]:3260. Hint: give each portal an address or a port of its own.',
    ],
    ['a group that nobody is in', '    groups: [1, 2]\n', '6:17: No portal is in group 2. Hint: the groups are 1.'],
    ['a group too far', '    groups: 65536\n', "6:13: 'groups' must be from 0 to 65535: the tag of a portal group has 16 bits."],
    ['no portal', 'portals: []\n', "6:10: 'portals' is an empty list. Hint: leave it out where it does not matter."],
    [
      'a port that is none',
      'advertise: 192.0.2.1:0\n',
      '6:12: Nobody can be told 192.0.2.1:0: 0 is no port, it stands for any that is free. Hint: write the address and the port by which initiators reach it.',
    ],
    [
      'an address that is none',
      '    redirect: { to: 0.0.0.0:3260 }\n',
      '6:21: Nobody can be told 0.0.0.0:3260: it stands for all addresses of this machine. Hint: write the address and the port by which initiators reach it.',
    ],
  ])('by %s are refused', (_, lines, expected) => expect(refusalOf(lines)).toBe(expected));

  it.each([
    ['free ports of one address', portals('127.0.0.1:0', '127.0.0.1:0')],
    ['the two families on one port', portals('0.0.0.0:3260', '[::]:3260')],
    ['two ports', portals('127.0.0.1:3260', '127.0.0.1:3261')],
    ['one that is no list', 'portals: { listen: "[::1]:3260", group: 0 }\n'],
    [
      'a target without logical units that has moved',
      '  iqn.2026-11.local.tapelab:moved: { luns: {}, redirect: { to: "[2001:db8::1]:3260" } }\n',
    ],
  ])('are not %s', (_, lines) => expect(() => configurationOf(whole + lines)).not.toThrow());
});

describe('rules that contradict', () => {
  const access = (rules: string): string => `    access: ${rules}\n`;
  const demand = '{ chap: { secret: "that of the host" } }';

  it.each([
    [
      'a rule behind one for everybody',
      access(`[{ initiators: "iqn.*" }, ${demand}, { addresses: "::1" }]`),
      '6:81: This rule is never asked: the one before it fits everybody. Hint: the first rule that fits decides; put the special ones first.',
    ],
    ['a LUN that the target does not have', access('[{ luns: [0, 1] }]'), '6:26: The target has no LUN 1. Hint: its LUNs are 0.'],
    [
      'a target that proves itself to nobody',
      `${access('[{ initiators: "iqn.*" }]')}    chap: { secret: "that of the target" }\n`,
      "7:11: This secret is never used: a target proves itself only to those whom it asks to. Hint: give a rule under 'access' a 'chap' too.",
    ],
    [
      'discovery that proves itself to nobody, whatever the targets ask',
      `${access(`[${demand}]`)}discovery: { access: [{}], chap: { secret: "that of discovery" } }\n`,
      "7:34: This secret is never used: a target proves itself only to those whom it asks to. Hint: give a rule under 'access' a 'chap' too.",
    ],
    [
      'one secret for both sides',
      `${access(`[${demand}]`)}    chap: { secret: "that of the host" }\n`,
      '7:11: This secret is that of an initiator too: who knows it could pass for either side (RFC 7143 §9.2.1). Hint: give the target a secret of its own.',
    ],
    [
      "discovery with the secret of a target's initiator",
      `${access(`[${demand}]`)}discovery:\n  access: [{ chap: { secret: "that of another" } }]\n  chap: { secret: "that of the host" }\n`,
      '9:9: This secret is that of an initiator too: who knows it could pass for either side (RFC 7143 §9.2.1). Hint: give the target a secret of its own.',
    ],
    [
      'a rule of discovery behind one for everybody',
      'discovery: { access: [{}, {}] }\n',
      '6:27: This rule is never asked: the one before it fits everybody. Hint: the first rule that fits decides; put the special ones first.',
    ],
  ])('with %s are refused', (_, lines, expected) => expect(refusalOf(lines)).toBe(expected));

  it('are not the same secret for two initiators', () => {
    expect(() =>
      configurationOf(
        `${whole}${access(`[{ initiators: "iqn.*", ${demand.slice(2)}, ${demand}]`)}    chap: { secret: "that of the target" }\n`,
      ),
    ).not.toThrow();
  });
});
