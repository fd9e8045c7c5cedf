import { expect, test } from 'vitest';
import { decodeEnvelope, encodeEnvelope, envelopeLength } from '../../../src/cartridge/envelope.ts';
import type { Envelope } from '../../../src/cartridge/volume.ts';
import { bytes, hex } from './tape.ts';

const encryption = {
  nonce: hex('000102030405060708090a0b'),
  tag: hex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'),
  keyCheck: hex('c0c1c2c3'),
  authenticatedKeyData: hex('aabb'),
  unauthenticatedKeyData: hex('dd'),
};
const protection = hex('01020304');

test('an envelope stands as its table says', () => {
  const encoded = encodeEnvelope({ encryption, protection });
  const expected =
    '544c4556 01 00 0c 10 04 02 01 04  000102030405060708090a0b f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff c0c1c2c3 aabb dd 01020304 50431a9a';
  expect(Buffer.from(encoded).toString('hex')).toBe(Buffer.from(hex(expected)).toString('hex'));
});

test.each<[string, Envelope]>([
  ['encryption and protection', { encryption, protection }],
  ['encryption', { encryption }],
  ['encryption that bears marks', { encryption: { ...encryption, marks: 5 } }],
  [
    'encryption without key-associated data',
    { encryption: { ...encryption, authenticatedKeyData: bytes(), unauthenticatedKeyData: bytes() } },
  ],
  ['protection', { protection }],
  ['nothing', {}],
])('an envelope with %s comes back, with its length, whatever data follow', (_, envelope) => {
  const encoded = encodeEnvelope(envelope);
  expect(envelopeLength(envelope)).toBe(encoded.length);
  expect(decodeEnvelope(encoded)).toEqual({ envelope, lengthBytes: encoded.length });
  expect(decodeEnvelope(new Uint8Array([...encoded, 1, 2, 3]))).toEqual({ envelope, lengthBytes: encoded.length });
});

test('no envelope has no length', () => {
  expect(envelopeLength(undefined)).toBe(0);
});

test('what is cut short, of another magic or version, or rotten in any bit, is no envelope', () => {
  const encoded = encodeEnvelope({ encryption, protection });
  for (let length = 0; length < encoded.length; length++) expect(decodeEnvelope(encoded.subarray(0, length))).toBeUndefined();
  for (let bit = 0; bit < encoded.length * 8; bit++) {
    const spoiled = encoded.slice();
    spoiled[bit >> 3]! ^= 1 << (bit & 7);
    expect(decodeEnvelope(spoiled)).toBeUndefined();
  }
});

test("a field too long for its length, and encryption without a nonce, are nobody's", () => {
  expect(() => encodeEnvelope({ protection: new Uint8Array(256) })).toThrow('the fields of an envelope are short');
  expect(() => encodeEnvelope({ encryption: { ...encryption, nonce: bytes() } })).toThrow('what is enciphered has a nonce');
});
