import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../src/wire/text.ts';
import { ascii, hex } from './vector.ts';

describe('decodeText', () => {
  test.each<[string, Uint8Array, [string, string][]]>([
    ['nothing', ascii(''), []],
    [
      'pairs',
      ascii('A=1\0B=2\0'),
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['an empty value', ascii('TargetAlias=\0'), [['TargetAlias', '']]],
    ['an equals sign in the value', ascii('CHAP_R=0bAA==\0'), [['CHAP_R', '0bAA==']]],
    [
      'a key twice',
      ascii('A=1\0A=2\0'),
      [
        ['A', '1'],
        ['A', '2'],
      ],
    ],
    ['UTF-8', new Uint8Array(Buffer.from('TargetAlias=Bänder\0')), [['TargetAlias', 'Bänder']]],
    ['a byte order mark, which is a character here', hex('41 3D EF BB BF 00'), [['A', '\ufeff']]],
    ['padding counted as data', ascii('A=1\0\0\0\0'), [['A', '1']]],
    ['the longest key', ascii(`${'K'.repeat(63)}=v\0`), [['K'.repeat(63), 'v']]],
  ])('%s', (_, bytes, pairs) => {
    expect(decodeText(bytes)).toEqual({ pairs });
  });

  test.each([
    ['no NUL at the end', ascii('A=1\0B=2'), 'the pair at byte 4 does not end in a NUL'],
    ['no equals sign', ascii('A=1\0B\0'), 'the pair at byte 4 has no "="'],
    ['no key', ascii('=1\0'), 'the pair at byte 0 has no key before its "="'],
    ['a key too long', ascii(`${'K'.repeat(64)}=v\0`), 'the pair at byte 0 has a key of 64 bytes, and 63 is the most'],
    ['no UTF-8', hex('41 3D C3 00'), 'the pair at byte 0 is not UTF-8'],
  ])('refuses %s', (_, bytes, error) => {
    expect(decodeText(bytes)).toEqual({ error });
  });
});

describe('encodeText', () => {
  test('ends every pair in a NUL', () => {
    const pairs = [['AuthMethod', 'None'] as const, ['Alias', 'é'] as const];
    expect(encodeText(pairs).toBytes()).toEqual(hex('41 75 74 68 4D 65 74 68 6F 64 3D 4E 6F 6E 65 00  41 6C 69 61 73 3D C3 A9 00'));
    expect(encodeText([]).length).toBe(0);
  });
});
