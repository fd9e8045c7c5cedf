import { expect, it } from 'vitest';
import { Authenticated, encodeKeyAssociatedData, readKeyAssociatedData } from '../../../../src/tape/encryption/key-associated-data.ts';

const descriptor = (type: number, data: Uint8Array, authenticated = 0) =>
  Buffer.concat([Buffer.from([type, authenticated, 0, data.length]), data]);
const unauthenticated = descriptor(0, Buffer.from('U'.repeat(32)));
const authenticated = descriptor(1, Buffer.from('A'.repeat(60)));
const before = Buffer.alloc(10);
const read = (...descriptors: Uint8Array[]) => readKeyAssociatedData(Buffer.concat([before, ...descriptors]), before.length);
const pointsAt = (byte: number, bit = 7) => ({
  key: 5,
  additional: { asc: 0x26, ascq: 0x00 },
  fieldPointer: { byte: before.length + byte, bit, in: 'parameters' },
});

it('reads both, either, or none', () => {
  const [u, a] = [unauthenticated.subarray(4), authenticated.subarray(4)].map((each) => Uint8Array.from(each));
  const none = new Uint8Array(0);
  expect(read(unauthenticated, authenticated)).toEqual({ unauthenticatedKeyData: u, authenticatedKeyData: a });
  expect(read(unauthenticated)).toEqual({ unauthenticatedKeyData: u, authenticatedKeyData: none });
  expect(read(authenticated)).toEqual({ unauthenticatedKeyData: none, authenticatedKeyData: a });
  expect(read()).toEqual({ unauthenticatedKeyData: none, authenticatedKeyData: none });
});

it.each([
  ['one type twice', [unauthenticated, unauthenticated], 36, 7],
  ['not in order', [authenticated, unauthenticated], 64, 7],
  ['a nonce', [descriptor(2, Buffer.alloc(12))], 0, 7],
  ['metadata', [descriptor(3, Buffer.alloc(4))], 0, 7],
  ['a type that is reserved', [descriptor(9, Buffer.alloc(4))], 0, 7],
  ['a U-KAD that is too long', [descriptor(0, Buffer.alloc(33))], 2, 7],
  ['an A-KAD that is too long', [unauthenticated, descriptor(1, Buffer.alloc(61))], 38, 7],
  ['AUTHENTICATED', [descriptor(0, Buffer.alloc(4), 0b010)], 1, 1],
  ['a reserved bit', [descriptor(0, Buffer.alloc(4), 0x80)], 1, 7],
  ['a descriptor that the list cuts off', [unauthenticated.subarray(0, 35)], 2, 7],
  ['less than a header', [Buffer.from([0, 0, 0])], 0, 7],
] as const)('refuses %s', (_title, descriptors, byte, bit) => {
  expect(read(...descriptors)).toMatchObject(pointsAt(byte, bit));
});

it('returns what was given, and how far it is authenticated', () => {
  const data = { unauthenticatedKeyData: Buffer.from('key'), authenticatedKeyData: Buffer.from('data') };
  const encoded = encodeKeyAssociatedData(data, Authenticated.authenticated);
  expect(Buffer.from(encoded).toString('hex')).toBe(`00010003${'6b6579'}01030004${'64617461'}`);
  expect(encodeKeyAssociatedData({ ...data, unauthenticatedKeyData: new Uint8Array(0) }, Authenticated.failed)[1]).toBe(4);
});
