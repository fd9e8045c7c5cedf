import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';
import { chapAlgorithms, chapResponse, decodeBinary, encodeBinary } from '../../../src/iscsi/chap.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const algorithm = (number: number) => chapAlgorithms.find((candidate) => candidate.number === number)!;

describe('a CHAP response', () => {
  // Of the byte 17h, the secret and the bytes 00h to 0Fh, as md5sum, sha1sum, sha256sum and openssl compute them.
  test.each([
    [5, '73b0d99e2de69f94fb7b943c326b5bff'],
    [6, '19306df8cba2123e711a2f273f5740dc204fe6c1'],
    [7, '65de795b78da6832dbb0927d11a8cab1ccd8de7fd62e59c63417ee1b50e4bf3e'],
    [8, '933a5a4fd17c1a00c3617bd38cba607e95360947984197550bcbd8cf911be31d'],
  ])('of algorithm %i', (number, expected) => {
    const challenge = Uint8Array.from({ length: 16 }, (_, index) => index);
    const response = chapResponse(algorithm(number), 0x17, Secret.ofText('twelve or more'), challenge);
    expect(Buffer.from(response).toString('hex')).toBe(expected);
  });

  test('has the length of its hash', () => {
    const lengths = chapAlgorithms.map((each) => [each.number, chapResponse(each, 0, Secret.ofText('x'), hex('00')).length]);
    expect(lengths).toEqual([
      [5, 16],
      [6, 20],
      [7, 32],
      [8, 32],
    ]);
  });
});

describe('a binary value', () => {
  test.each([
    ['0x00', '00'],
    ['0X1fA0', '1fa0'],
    ['0xabc', '0abc'],
    ['0b//79', 'fffefd'],
    ['0BAA==', '00'],
    ['0bAAE=', '0001'],
    [`0x${'00'.repeat(1024)}`, '00'.repeat(1024)],
  ])('%s is %s', (text, bytes) => {
    expect(Buffer.from(decodeBinary(text)!).toString('hex')).toBe(bytes);
  });

  test.each([
    '',
    '0x',
    '0b',
    '0xgg',
    '0x 0',
    '1234',
    'abcd',
    '0bAAA',
    '0bA===',
    '0bAA=A',
    '0bAA-_',
    '0b AAA',
    `0x${'00'.repeat(1025)}`,
    `0b${'AAAA'.repeat(342)}`,
    `0x${'0'.repeat(10_000)}`,
  ])('%.20s is none', (text) => {
    expect(decodeBinary(text)).toBeUndefined();
  });

  test('is told in hexadecimal', () => {
    expect(encodeBinary(hex('00ff'))).toBe('0x00ff');
  });
});
