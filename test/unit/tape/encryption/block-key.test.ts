import { createDecipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { BlockKey } from '../../../../src/tape/encryption/block-key.ts';
import { pattern } from '../host.ts';
import { keyOf } from './keys.ts';

/** Counts upwards, so that what was drawn can be told. */
const counting = () => {
  let next = 1;
  return (length: number) => new Uint8Array(length).fill(next++);
};
const companions = { authenticatedKeyData: Buffer.from('a-kad'), unauthenticatedKeyData: Buffer.from('u-kad'), marks: 0b110 };
const none = new Uint8Array(0);
const blockOf = (key: BlockKey, clear: Uint8Array) => key.encipher(clear, companions);

it('enciphers as AES-256-GCM does, with marks and A-KAD authenticated', () => {
  const clear = pattern(1000);
  const { data, encryption } = blockOf(new BlockKey(keyOf(1), counting()), clear);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(1), encryption.nonce);
  decipher.setAAD(Buffer.concat([Buffer.from([0b110]), Buffer.from('a-kad')]));
  decipher.setAuthTag(encryption.tag);
  expect(Buffer.concat([decipher.update(data), decipher.final()])).toEqual(clear);
  expect(data).toHaveLength(1000);
  expect(encryption.tag).toHaveLength(16);
  expect(encryption.unauthenticatedKeyData).toEqual(Buffer.from('u-kad'));
});

it('never uses a nonce again', () => {
  const key = new BlockKey(keyOf(1), counting());
  const nonces = Array.from({ length: 300 }, () => Buffer.from(blockOf(key, none).encryption.nonce).toString('hex'));
  expect(new Set(nonces).size).toBe(300);
  expect(nonces[0]).toBe('010101010101010100000000');
  expect(nonces[257]).toBe('010101010101010100000101');
});

it('deciphers with an equal key that was made anew', () => {
  const { data, encryption } = blockOf(new BlockKey(keyOf(1), counting()), pattern(50));
  const again = new BlockKey(keyOf(1), counting());
  expect(again.fits(encryption)).toBe(true);
  expect(again.decipher(data, encryption)).toEqual(pattern(50));
});

it('knows another key’s blocks', () => {
  const { data, encryption } = blockOf(new BlockKey(keyOf(1), counting()), pattern(50));
  const other = new BlockKey(keyOf(2), counting());
  expect(other.fits(encryption)).toBe(false);
  expect(other.decipher(data, encryption)).toBeUndefined();
});

it('finds whatever was tampered with, but for the U-KAD, which nothing protects', () => {
  const key = new BlockKey(keyOf(1), counting());
  const { data, encryption } = blockOf(key, pattern(50));
  const turned = (bytes: Uint8Array, at = 0) => Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
  expect(key.decipher(turned(data, 49), encryption)).toBeUndefined();
  expect(key.decipher(data.subarray(0, 49), encryption)).toBeUndefined();
  expect(key.decipher(data, { ...encryption, nonce: turned(encryption.nonce) })).toBeUndefined();
  expect(key.decipher(data, { ...encryption, tag: turned(encryption.tag) })).toBeUndefined();
  expect(key.decipher(data, { ...encryption, tag: encryption.tag.subarray(0, 12) })).toBeUndefined();
  expect(key.decipher(data, { ...encryption, marks: 0 })).toBeUndefined();
  expect(key.decipher(data, { ...encryption, authenticatedKeyData: turned(encryption.authenticatedKeyData) })).toBeUndefined();
  expect(key.decipher(data, { ...encryption, unauthenticatedKeyData: none })).toEqual(pattern(50));
});

it('tells the key to nobody who prints it', () => {
  const key = new BlockKey(keyOf(1), counting());
  const hexadecimal = Buffer.from(keyOf(1)).toString('hex');
  expect(JSON.stringify(key)).not.toContain(hexadecimal.slice(0, 8));
  expect(Buffer.from(blockOf(key, none).encryption.keyCheck).toString('hex')).not.toBe(hexadecimal.slice(0, 16));
});
