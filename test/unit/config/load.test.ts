import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../src/config/load.ts';
import { Secret } from '../../../src/foundation/secret.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

const whole = `listen: 127.0.0.1:3260
drives:
  drive0: { model: lto-8, serial: TL4F29A1C3, cartridge: LAB001L8 }
targets:
  iqn.2026-11.local.tapelab:drive0:
    luns:
      0: drive0
`;
const parse = (text: string) =>
  parseConfiguration(text, 'tapelab.yaml', {
    models: ['lto-8'],
    iscsiNameProblem: (name) => (/^iqn\.\d/.test(name) ? undefined : 'is no such name'),
    secretIn: (file) => Secret.ofText(`the secret in ${file}`),
  });
const complaint = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error.hint === undefined ? error.message : `${error.message} Hint: ${error.hint}`;
    throw error;
  }
  throw new Error('accepted');
};
const with2ndDrive = (drive: string) => whole.replace('targets:', `  drive1: ${drive}\ntargets:`);

describe('a configuration', () => {
  it('becomes values', () => {
    expect(parse(whole).configuration).toEqual({
      listen: { address: '127.0.0.1', port: 3260 },
      drives: { drive0: { model: 'lto-8', serial: 'TL4F29A1C3', cartridge: 'LAB001L8' } },
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
      "5:3: 'iqn.local.tapelab:drive0' is no such name. Hint: a target name looks like iqn.2026-11.local.tapelab:drive0.",
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
    ['an unknown drive', whole.replace('0: drive0', '0: drive00'), "7:10: There is no drive 'drive00'. Hint: did you mean 'drive0'?"],
    [
      'a drive behind no target',
      with2ndDrive('{ model: lto-8, serial: X }'),
      "4:11: drive1 is behind no target. Hint: give it a LUN under 'targets', or remove it.",
    ],
    [
      'a serial number twice',
      with2ndDrive('{ model: lto-8, serial: TL4F29A1C3 }'),
      '4:35: drive1 has the serial number of drive0. Hint: hosts tell drives apart by their serial numbers.',
    ],
    [
      'a cartridge in two drives',
      with2ndDrive('{ model: lto-8, serial: X, cartridge: LAB001L8 }'),
      '4:49: Cartridge LAB001L8 is already in drive0. Hint: leave one of the drives empty, or create another cartridge.',
    ],
    ['a tab', whole.replace('  drive0', '\tdrive0'), '3:1: A tab indents this line. Hint: YAML is indented with spaces.'],
    [
      'an alias to nothing',
      'drives: *all',
      '1:9: There is no anchor of this name before this. Hint: text that begins with an asterisk stands in quotes.',
    ],
    ['an open quote', 'listen: "127.0.0.1', '1:19: This is no YAML: a quote, a bracket, a comma or a colon is missing.'],
  ])('with %s is refused at its place', (_, text, expected) => expect(complaint(text)).toBe(`tapelab.yaml:${expected}`));
});
