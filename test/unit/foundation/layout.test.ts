import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../src/foundation/invariant.ts';
import { bits, bytes, flag, int, layout, text, uint, uint64 } from '../../../src/foundation/layout.ts';

const hex = (digits: string) => new Uint8Array(Buffer.from(digits.replace(/\s+/g, ''), 'hex'));

const everything = layout(40, {
  high: flag(0, 7),
  low: flag(0, 0),
  three: bits(1, 6, 3),
  nibble: bits(1, 3, 4),
  one: uint(2),
  two: uint(3, 2),
  triple: uint(5, 3),
  four: uint(8, 4),
  five: uint(12, 5),
  six: uint(17, 6),
  negative: int(23, 3),
  eight: uint64(26),
  name: text(34, 3),
  raw: bytes(37, 2),
});
const values = {
  high: true,
  low: true,
  three: 5,
  nibble: 9,
  one: 0xfe,
  two: 0x0102,
  triple: 0x030405,
  four: 0xf6070809,
  five: 0xfa0b0c0d0e,
  six: 0xff1011121314,
  negative: -2,
  eight: 0xf15161718191a1b1n,
  name: 'Ab ',
  raw: hex('1c1d'),
};
const encoded = hex('81 59 fe 0102 030405 f6070809 fa0b0c0d0e ff1011121314 fffffe f15161718191a1b1 416220 1c1d 00');

describe('Layout', () => {
  test('encodes and decodes fields of every kind', () => {
    expect(Buffer.from(everything.encode(values)).toString('hex')).toBe(Buffer.from(encoded).toString('hex'));
    expect(everything.decode(encoded)).toEqual(values);
  });

  test('a decoded value has memory of its own', () => {
    const source = encoded.slice();
    const { raw } = everything.decode(source);
    source.fill(0);
    expect(new Uint8Array(raw)).toEqual(hex('1c1d'));
  });

  test('decodes the front of longer input and refuses shorter', () => {
    expect(everything.decode(new Uint8Array([...encoded, 1, 2]))).toEqual(values);
    for (let length = 0; length < 40; length++) expect(() => everything.decode(encoded.subarray(0, length))).toThrow(RangeError);
  });

  test.each([text(2, 4), bytes(2, 4)])('refuses input that ends within text or bytes', (field) => {
    expect(() => layout(6, { field }).decode(new Uint8Array(5))).toThrow(RangeError);
  });

  test('a field without a value is zeros, text is spaces', () => {
    const bare = Buffer.from(everything.encode({})).toString('hex');
    expect(bare).toBe(`${'00'.repeat(34)}202020${'00'.repeat(3)}`);
  });

  test('text and bytes are padded to their field', () => {
    const small = layout(6, { name: text(0, 4), raw: bytes(4, 2) });
    expect(small.encode({ name: 'X', raw: hex('ff') })).toEqual(hex('58202020 ff00'));
  });

  test.each([
    ['three', 8],
    ['one', 256],
    ['one', -1],
    ['triple', 2 ** 24],
    ['five', 2 ** 40],
    ['six', 2 ** 48],
    ['negative', 2 ** 23],
    ['negative', -(2 ** 23) - 1],
    ['eight', 2n ** 64n],
    ['name', 'four'],
    ['raw', hex('010203')],
  ])('%s cannot hold %s', (name, value) => {
    expect(() => everything.encode({ [name]: value })).toThrow(RangeError);
  });

  test('the limits of a signed number', () => {
    const small = layout(2, { number: int(0, 2) });
    for (const [number, digits] of [
      [-32768, '8000'],
      [-1, 'ffff'],
      [32767, '7fff'],
    ] as const) {
      expect(small.encode({ number })).toEqual(hex(digits));
      expect(small.decode(hex(digits)).number).toBe(number);
    }
  });

  test('the usage mask has a one for each bit of a field', () => {
    const read6 = layout(6, { sili: flag(1, 1), fixed: flag(1, 0), transferLength: uint(2, 3), control: uint(5) });
    expect(read6.usageMask).toEqual(hex('00 03 ff ff ff ff'));
  });

  test('a reserved bit is found by byte and bit, the most significant first', () => {
    const read6 = layout(6, { sili: flag(1, 1), fixed: flag(1, 0), transferLength: uint(2, 3), control: uint(5) });
    expect(read6.reservedBitSet(hex('00 03 ff ff ff ff'))).toBeUndefined();
    expect(read6.reservedBitSet(hex('00 27 00 00 00 00'))).toEqual({ byte: 1, bit: 5 });
    expect(read6.reservedBitSet(hex('08 00 00 00 00 00'))).toEqual({ byte: 0, bit: 3 });
    expect(read6.reservedBitSet(hex('08 04 00 00 00 00'), 1)).toEqual({ byte: 1, bit: 2 });
    expect(read6.reservedBitSet(hex('00 03 00 00 00 00 ff'))).toBeUndefined();
  });

  test('a field begins at its most significant bit', () => {
    expect(everything.position('three')).toEqual({ byte: 1, bit: 6 });
    expect(everything.position('four')).toEqual({ byte: 8, bit: 7 });
  });

  test('describes what is set, in the order of the bytes', () => {
    const shown = { raw: hex('1c1d'), name: 'Ab ', eight: 9n, negative: -2, four: 7, low: true, high: true };
    expect(everything.describe(shown)).toBe('high low four=7 negative=-2 eight=9 name="Ab" raw=1c1d');
    expect(everything.describe({ high: false, one: 0, eight: 0n })).toBe('');
  });

  test('layouts that differ in a place, a width or a kind alone are different ones', () => {
    const shapes = [{ a: uint(0) }, { a: uint(1) }, { a: uint(0, 2) }, { a: int(0) }, { a: bits(0, 7, 4) }];
    expect(shapes.map((fields) => layout(2, fields).decode(hex('ff 02')).a)).toEqual([0xff, 2, 0xff02, -1, 0xf]);
    expect(layout(3, { b: uint(0) }).decode(hex('07 00 00'))).toEqual({ b: 7 });
  });

  test('fields may not overlap, leave the layout or cross their byte', () => {
    expect(() => layout(2, { a: uint(0, 2), b: flag(1, 0) })).toThrow(InvariantError);
    expect(() => layout(2, { a: uint(1, 2) })).toThrow(InvariantError);
    expect(() => bits(0, 2, 4)).toThrow(InvariantError);
  });
});
