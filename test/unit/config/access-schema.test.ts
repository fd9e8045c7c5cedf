import { describe, expect, it } from 'vitest';
import { complaint, configurationOf, secretOf, target, whole } from './configuration.ts';

const withAccess = (access: string): string => `${whole}    access: ${access}\n`;
const rulesOf = (access: string) => configurationOf(withAccess(access)).targets[target]!.access!;
const withChap = (chap: string): string => withAccess(`[{ chap: ${chap} }]`);
const credentialOf = (chap: string) => configurationOf(withChap(chap)).targets[target]!.access![0]!.chap!;
const textOf = (secret: { reveal(): Uint8Array }): string => Buffer.from(secret.reveal()).toString();

describe('a list of access', () => {
  it('has names, addresses and LUNs, one or several', () => {
    const [one, several] = rulesOf(
      '[{ initiators: "iqn.*", addresses: "::1", luns: 0 }, { initiators: ["iqn.1993-08.org.debian:01:a", "eui.02004567a425678?"] }]',
    );
    expect(one).toMatchObject({ initiators: ['iqn.*'], luns: [0], addresses: [{ text: '::1' }] });
    expect(one!.addresses![0]!.includes('::1')).toBe(true);
    expect(several).toEqual({ initiators: ['iqn.1993-08.org.debian:01:a', 'eui.02004567a425678?'] });
  });

  it('may be empty: then nobody gets in', () => expect(rulesOf('[]')).toEqual([]));

  it.each([
    [
      'a capital',
      '[{ initiators: "iqn.1991-05.com.Microsoft:*" }]',
      "6:28: 'iqn.1991-05.com.Microsoft:*' has capital letters. Hint: write iqn.1991-05.com.microsoft:*: names are compared in lower case.",
    ],
    [
      'a name that is none',
      '[{ initiators: "iqn.debian" }]',
      "6:28: 'iqn.debian' does not read iqn.YEAR-MONTH.REVERSED-DOMAIN or iqn.YEAR-MONTH.REVERSED-DOMAIN:NAME. Hint: write it like iqn.1993-08.org.debian:01:5dc3a4f9c9 or iqn.1993-08.org.debian:*.",
    ],
    [
      'a pattern that no name fits',
      '[{ initiators: ["iqn.*", "host*"] }]',
      '6:38: \'host*\' fits no iSCSI name: they begin with "iqn.", "eui." or "naa.". Hint: write it like iqn.1993-08.org.debian:01:5dc3a4f9c9 or iqn.1993-08.org.debian:*.',
    ],
    [
      'a pattern with a space',
      '[{ initiators: "iqn.* " }]',
      '6:28: \'iqn.* \' has a character other than letters, digits, "-", ".", ":", "*" and "?". Hint: write it like iqn.1993-08.org.debian:01:5dc3a4f9c9 or iqn.1993-08.org.debian:*.',
    ],
    [
      'a pattern that is too long',
      `[{ initiators: "iqn.${'x'.repeat(223)}*" }]`,
      `6:28: 'iqn.${'x'.repeat(223)}*' is longer than 223 bytes. Hint: write it like iqn.1993-08.org.debian:01:5dc3a4f9c9 or iqn.1993-08.org.debian:*.`,
    ],
    [
      'no address',
      '[{ addresses: 192.0.2 }]',
      "6:27: '192.0.2' is no address and no network. Hint: write it like 192.0.2.17, 192.0.2.0/24 or 2001:db8::/32.",
    ],
    ['a number', '[{ addresses: 192.0 }]', '6:27: \'addresses\' is a number where text is expected. Hint: put it in quotes: "192.0".'],
    [
      'half a network',
      '[{ addresses: [10.0.0.0/8, 192.0.2.1/24] }]',
      "6:40: '192.0.2.1/24' is no network: its address goes on behind the 24 bits. Hint: write 192.0.2.0/24.",
    ],
    ['an empty list', '[{ initiators: [] }]', "6:28: 'initiators' is an empty list. Hint: leave it out where it does not matter."],
    ['a LUN too far', '[{ luns: [0, 16384] }]', "6:26: An entry of 'luns' must be from 0 to 16383: LUNs go no further."],
    ['half a LUN', '[{ luns: 0.5 }]', "6:22: 'luns' must be a whole number."],
    ['a rule that is none', '[everybody]', "6:14: An entry of 'access' is text where a map of keys is expected."],
    ['no list', 'everybody', "6:13: 'access' is text where a list is expected."],
    ['a misspelt key', '[{ initiator: "iqn.*" }]', "6:16: 'initiator' is no key of an entry of 'access'. Hint: did you mean 'initiators'?"],
  ])('with %s is refused', (_, access, expected) => expect(complaint(withAccess(access))).toBe(`tapelab.yaml:${expected}`));
});

describe('a name and a secret', () => {
  it('stand in the configuration or in a file', () => {
    const here = credentialOf('{ name: host1, secret: "twelve or more", optional: true }');
    expect({ ...here, secret: textOf(here.secret) }).toEqual({ name: 'host1', secret: 'twelve or more', isInFile: false, optional: true });
    const inFile = credentialOf('{ secretFile: secrets/host1 }');
    expect({ ...inFile, secret: textOf(inFile.secret) }).toEqual({ secret: secretOf('secrets/host1'), isInFile: true });
  });

  it('are the same for discovery and for the target itself', () => {
    const { discovery, targets } = configurationOf(
      `${withChap('{ secretFile: a }')}    chap: { name: tape, secretFile: b }\ndiscovery:\n  access: [{ chap: { secretFile: c } }]\n  chap: { secretFile: d }\n`,
    );
    expect(targets[target]!.chap).toMatchObject({ name: 'tape', isInFile: true });
    expect([discovery!.access![0]!.chap!, discovery!.chap!].map(({ secret }) => textOf(secret))).toEqual([secretOf('c'), secretOf('d')]);
  });

  const short = 'This secret is too short: CHAP asks for at least 12 bytes (RFC 7143 §9.2.1).';
  const windows = 'Hint: Windows takes 12 to 16 characters, the others more.';
  it.each([
    ['no secret', '{ name: host1 }', "6:22: 'chap' lacks a secret. Hint: give 'secret' or 'secretFile'."],
    ['two secrets', '{ secret: "twelve or more", secretFile: f }', "6:22: 'chap' has two secrets. Hint: give 'secret' or 'secretFile'."],
    ['11 bytes', '{ secret: elevenbytes }', `6:32: ${short} ${windows}`],
    ['256 bytes', `{ secret: "${'x'.repeat(256)}" }`, `6:32: This secret is too long: CHAP takes 255 bytes. ${windows}`],
    ['a number', '{ secret: 123456789012 }', "6:32: 'secret' must be text. Hint: put it in quotes."],
    ['nothing', '{ secret: }', "6:32: 'secret' must be text. Hint: put it in quotes."],
    ['an empty name', '{ name: "", secretFile: f }', "6:30: 'name' must have 1 to 223 bytes. Hint: leave it out for the iSCSI name."],
    [
      'a long name',
      `{ name: ${'n'.repeat(224)}, secretFile: f }`,
      "6:30: 'name' must have 1 to 223 bytes. Hint: leave it out for the iSCSI name.",
    ],
    ['a misspelt key', '{ secretfile: f }', "6:24: 'secretfile' is no key of 'chap'. Hint: did you mean 'secretFile'?"],
    ['a key of something else', '{ password: f }', "6:24: This is no key of 'chap'. Hint: known are name, secret, secretFile, optional."],
    ['no map', 'secret', "6:22: 'chap' is text where a map of keys is expected."],
  ])('with %s are refused', (_, chap, expected) => {
    expect(complaint(withChap(chap))).toBe(`tapelab.yaml:${expected}`);
  });

  it.each(['x'.repeat(12), 'ä'.repeat(6), 'x'.repeat(255)])('may be %s', (secret) => {
    expect(textOf(credentialOf(`{ secret: "${secret}" }`).secret)).toBe(secret);
  });
});
