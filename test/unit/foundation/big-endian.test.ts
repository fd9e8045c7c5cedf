import { describe, expect, test } from 'vitest';
import {
  copyOf,
  putUint16,
  putUint24,
  putUint32,
  putUint64,
  uint16At,
  uint24At,
  uint32At,
  uint64At,
} from '../../../src/foundation/big-endian.ts';

const bytes = Uint8Array.of(0, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0);

describe('big-endian numbers', () => {
  test('are read without a sign', () => {
    expect(uint16At(bytes, 1)).toBe(0xfedc);
    expect(uint24At(bytes, 1)).toBe(0xfedcba);
    expect(uint32At(bytes, 1)).toBe(0xfedcba98);
    expect(uint64At(bytes, 1)).toBe(0xfedcba9876543210n);
    expect(uint64At(new Uint8Array(8), 0)).toBe(0n);
    expect(uint64At(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), 0)).toBe(1n);
  });

  test('are written over what stood there, and nowhere else', () => {
    const filled = () => new Uint8Array(10).fill(0xff);
    const written = (put: (target: Uint8Array) => void) => {
      const target = filled();
      put(target);
      return Buffer.from(target).toString('hex');
    };
    expect(written((target) => putUint16(target, 1, 0x0102))).toBe('ff0102ffffffffffffff');
    expect(written((target) => putUint24(target, 1, 0x010203))).toBe('ff010203ffffffffffff');
    expect(written((target) => putUint32(target, 1, 0xf1020304))).toBe('fff1020304ffffffffff');
    expect(written((target) => putUint64(target, 1, 0xf102030405060708n))).toBe('fff102030405060708ff');
    expect(written((target) => putUint64(target, 1, 0n))).toBe('ff0000000000000000ff');
  });
});

test('copyOf has memory of its own, also of a Buffer', () => {
  const source = Buffer.from(bytes);
  const copy = copyOf(source, 1, 3);
  source.fill(0);
  expect(copy).toEqual(Uint8Array.of(0xfe, 0xdc));
});
