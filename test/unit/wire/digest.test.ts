import { describe, expect, test } from 'vitest';
import { checksumOf, DIGEST_LENGTH, digestAt, putDigest } from '../../../src/wire/digest.ts';
import { hex } from './vector.ts';

const ascending = Uint8Array.from({ length: 32 }, (_, n) => n);
/** A READ(10) of an initiator, header and all. */
const readCommand = hex(`
  01 C0 00 00  00 00 00 00  00 00 00 00  00 00 00 00  14 00 00 00  00 00 04 00
  00 00 00 14  00 00 00 18  28 00 00 00  00 00 00 00  02 00 00 00  00 00 00 00`);

describe('the examples of RFC 7143 §A.4, as they stand on the wire', () => {
  test.each([
    ['32 bytes of zeros', new Uint8Array(32), 'aa 36 91 8a'],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), '43 ab a8 62'],
    ['32 ascending bytes', ascending, '4e 79 dd 46'],
    ['32 descending bytes', ascending.toReversed(), '5c db 3f 11'],
    ['an iSCSI READ(10) command', readCommand, '56 3a 96 d9'],
  ])('the digest of %s', (_title, bytes, wire) => {
    const digest = new Uint8Array(2 + DIGEST_LENGTH);
    putDigest(digest, 2, checksumOf([bytes]));
    expect(digest).toEqual(hex(`00 00 ${wire}`));
    expect(digestAt(digest, 2)).toBe(checksumOf([bytes]));
  });
});

test('the pieces count as one run, and go on where others ended', () => {
  const whole = checksumOf([ascending]);
  expect(checksumOf([ascending.subarray(0, 5), new Uint8Array(0), ascending.subarray(5)])).toBe(whole);
  expect(checksumOf([ascending.subarray(9)], checksumOf([ascending.subarray(0, 9)]))).toBe(whole);
});
