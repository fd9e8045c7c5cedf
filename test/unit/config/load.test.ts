import { describe, expect, it } from 'vitest';
import { complaint, parse } from './configuration.ts';

const whole = `listen: 127.0.0.1:3260
drives:
  drive0: { model: lto-8, serial: TL4F29A1C3, cartridge: LAB001L8 }
targets:
  iqn.2026-11.local.tapelab:drive0:
    luns:
      0: drive0
`;
const with2ndDrive = (drive: string) => whole.replace('targets:', `  drive1: ${drive}\ntargets:`);

describe('a configuration', () => {
  it('becomes values', () => {
    expect(parse(whole).configuration).toEqual({
      listen: { address: '127.0.0.1', port: 3260 },
      drives: { drive0: { model: 'lto-8', serial: 'TL4F29A1C3', cartridge: 'LAB001L8' } },
      libraries: {},
      targets: { 'iqn.2026-11.local.tapelab:drive0': { luns: { 0: 'drive0' } } },
      limits: {},
      keepAlive: { interval: 60_000, timeout: 60_000 },
      session: { time2Wait: 0, time2Retain: 20_000 },
    });
  });

  it('may be JSON', () =>
    expect(
      parse(
        '{"listen": "[::1]:3260", "drives": {"a": {"model": "lto-8", "serial": "S"}}, "targets": {"iqn.2026-11.x": {"luns": {"0": "a"}}}}',
      ).configuration.listen?.address,
    ).toBe('::1'));

  it('tells the place of what only others can check', () => {
    expect(parse(whole).fault(['drives', 'drive0', 'cartridge'], 'There is no cartridge LAB001L8.').message).toBe(
      'tapelab.yaml:3:58: There is no cartridge LAB001L8.',
    );
  });

  it.each([
    ['a misspelt key', whole.replace('listen', 'lsiten'), "1:1: 'lsiten' is no key of the configuration. Hint: did you mean 'listen'?"],
    [
      'a misspelt key before what it leaves missing',
      whole.replace('model', 'modle'),
      "3:13: 'modle' is no key of 'drive0'. Hint: did you mean 'model'?",
    ],
    ['a missing key', whole.replace('model: lto-8, ', ''), "3:3: 'drive0' lacks 'model'."],
    ['an unknown model', whole.replace('lto-8', 'lto8'), "3:20: 'lto8' is no known drive model. Hint: did you mean 'lto-8'?"],
    [
      'a number for text',
      whole.replace('TL4F29A1C3', '0012345678'),
      '3:35: \'serial\' is a number where text is expected. Hint: put it in quotes: "0012345678".',
    ],
    [
      'a bad serial number',
      whole.replace('TL4F29A1C3', 'TÄ 1'),
      "3:35: 'TÄ 1' is no serial number. Hint: a serial number has 1 to 32 letters, digits, hyphens and underscores.",
    ],
    ['a list for a map', 'drives: [1]\ntargets: {}', "1:9: 'drives' is a list where a map of keys is expected."],
    ['an empty value', 'drives:\ntargets: {}', "1:8: 'drives' is empty where a map of keys is expected."],
    ['an empty file', '', "1:1: The configuration lacks 'drives'."],
    ['a list', '[1, 2]', '1:1: The configuration is a list where a map of keys is expected.'],
    ['no port', whole.replace(':3260', ''), "1:9: '127.0.0.1' is no HOST:PORT. Hint: write it like 127.0.0.1:3260 or [::1]:3260."],
    [
      'a target name without its date',
      whole.replace('2026-11.', ''),
      "5:3: 'iqn.local.tapelab:drive0' does not read iqn.YEAR-MONTH.REVERSED-DOMAIN or iqn.YEAR-MONTH.REVERSED-DOMAIN:NAME. Hint: a target name looks like iqn.2026-11.local.tapelab:drive0.",
    ],
    [
      'a target name in capitals',
      whole.replace('local', 'Local'),
      "5:3: 'iqn.2026-11.Local.tapelab:drive0' has capital letters. Hint: write iqn.2026-11.local.tapelab:drive0.",
    ],
    ['a bad LUN', whole.replace('0: drive0', '16384: drive0'), "7:7: '16384' is no LUN. Hint: a LUN is a whole number from 0 to 16383."],
    [
      'a LUN twice',
      `${whole}      0: drive0\n`,
      '8:7: The same key stands here a second time. Hint: a LUN, a drive or a target has one entry.',
    ],
    [
      'a LUN twice, once in quotes',
      `${whole}      "0": drive0\n`,
      '8:7: The same key stands here a second time. Hint: a LUN, a drive or a target has one entry.',
    ],
    ['a drive on two LUNs', `${whole}      1: drive0\n`, '8:10: drive0 is already LUN 0 of iqn.2026-11.local.tapelab:drive0.'],
    [
      'an unknown drive',
      whole.replace('0: drive0', '0: drive00'),
      "7:10: There is no drive or library 'drive00'. Hint: did you mean 'drive0'?",
    ],
    [
      'a drive behind no target',
      with2ndDrive('{ model: lto-8, serial: X }'),
      "4:11: drive1 is behind no target. Hint: give it a LUN under 'targets', or remove it.",
    ],
    [
      'a serial number twice',
      with2ndDrive('{ model: lto-8, serial: TL4F29A1C3 }'),
      '4:35: drive1 has the serial number of drive0. Hint: hosts tell drives and libraries apart by their serial numbers.',
    ],
    [
      'a cartridge in two drives',
      with2ndDrive('{ model: lto-8, serial: X, cartridge: LAB001L8 }'),
      '4:49: Cartridge LAB001L8 is already in drive0. Hint: a cartridge is in one place: leave the other empty, or create another cartridge.',
    ],
    ['a tab', whole.replace('  drive0', '\tdrive0'), '3:1: A tab indents this line. Hint: YAML is indented with spaces.'],
    [
      'an alias to nothing',
      'drives: *all',
      '1:9: There is no anchor of this name before this. Hint: text that begins with an asterisk stands in quotes.',
    ],
    ['a list of something else', `${whole}    groups: [one]\n`, "8:14: An entry of 'groups' is text where a number is expected."],
    ['one value of a list that is something else', `${whole}    groups: one\n`, "8:13: 'groups' is text where a number is expected."],
    ['an entry without its key', `${whole.slice(23)}portals:\n  - { group: 1 }\n`, "8:5: An entry of 'portals' lacks 'listen'."],
    [
      'a misspelt key in an entry',
      `${whole.slice(23)}portals:\n  - { lsten: "[::1]:0" }\n`,
      "8:7: 'lsten' is no key of an entry of 'portals'. Hint: did you mean 'listen'?",
    ],
    [
      'an entry that is none',
      `${whole.slice(23)}portals: [1]\n`,
      "7:11: An entry of 'portals' is a number where a map of keys is expected.",
    ],
    [
      'a key without its space',
      `${whole}    redirect: { to:192.0.2.1:3260 }\n`,
      "8:17: This is no key of 'redirect'. Hint: a key ends with a colon and a space.",
    ],
    [
      'a bad escape',
      'listen: "\\q"',
      '1:10: This is no YAML: no such thing is written with a backslash. Hint: between single quotes it is just a backslash.',
    ],
    ['an unknown tag', 'listen: !here x', '1:9: There is no such tag. Hint: text that begins with an exclamation mark stands in quotes.'],
    ['two documents', `${whole}---\n${whole}`, '8:1: This is a second document; a configuration is one.'],
    ['an open quote', 'listen: "127.0.0.1', '1:19: This is no YAML: a quote, a bracket, a comma or a colon is missing.'],
  ])('with %s is refused at its place', (_, text, expected) => expect(complaint(text)).toBe(`tapelab.yaml:${expected}`));
});
