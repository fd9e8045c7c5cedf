import { describe, expect, test } from 'vitest';
import { addSerial, serialDistance, serialLess, serialLessOrEqual } from '../../../src/foundation/serial-number.ts';

describe('serial numbers (RFC 1982)', () => {
  test('wrap around', () => {
    expect(addSerial(0xffff_ffff, 1)).toBe(0);
    expect(addSerial(0xffff_fff0, 0x20)).toBe(0x10);
    expect(addSerial(0x7fff_ffff, 1)).toBe(0x8000_0000);
  });

  test('the distance is signed and shortest', () => {
    expect(serialDistance(5, 3)).toBe(2);
    expect(serialDistance(3, 5)).toBe(-2);
    expect(serialDistance(1, 0xffff_ffff)).toBe(2);
    expect(serialDistance(0xffff_ffff, 1)).toBe(-2);
    expect(serialDistance(0x7fff_ffff, 0)).toBe(0x7fff_ffff);
  });

  test.each([
    [1, 2, true],
    [2, 1, false],
    [7, 7, false],
    [0xffff_ffff, 0, true],
    [0, 0xffff_ffff, false],
    [0x7fff_ffff, 0x8000_0000, true],
  ])('%i < %i is %s', (a, b, less) => {
    expect(serialLess(a, b)).toBe(less);
    expect(serialLessOrEqual(a, b)).toBe(less || a === b);
  });
});
