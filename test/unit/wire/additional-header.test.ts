import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../src/foundation/invariant.ts';
import { additionalHeaderLength, decodeAdditionalHeader, encodeAdditionalHeader } from '../../../src/wire/additional-header.ts';
import { hex } from './vector.ts';

const segments = [
  { type: 1, bytes: hex('00 11 22 33 44 55') },
  { type: 2, bytes: hex('00 00 00 20 00') },
  { type: 0x3f, bytes: hex('') },
];
const bytes = hex(`
  00 06 01 00   11 22 33 44   55 00 00 00
  00 05 02 00   00 00 20 00
  00 00 3F 00`);

describe('additional header segments (RFC 7143 §11.2.2)', () => {
  test('value to bytes', () => {
    const target = new Uint8Array(48 + additionalHeaderLength(segments));
    encodeAdditionalHeader(segments, target, 48);
    expect(target.subarray(48)).toEqual(bytes);
  });

  test('bytes to value, reserved bits of the type ignored', () => {
    expect(decodeAdditionalHeader(bytes)).toEqual(segments);
    expect(decodeAdditionalHeader(hex('00 01 C1 00'))).toEqual([{ type: 1, bytes: hex('00') }]);
  });

  test('a segment that leaves its room is named', () => {
    expect(decodeAdditionalHeader(hex('FF FF 01 00'))).toBe(
      'bytes 48 and 49 (AHSLength) are 65535, and at most 1 bytes are left of TotalAHSLength',
    );
  });

  test('TotalAHSLength counts 255 words', () => {
    expect(additionalHeaderLength([{ type: 1, bytes: new Uint8Array(1017) }])).toBe(1020);
    expect(() => additionalHeaderLength([{ type: 1, bytes: new Uint8Array(1018) }])).toThrow(InvariantError);
  });
});
