import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c, nativeCrc32c, portableCrc32c } from '../../../src/foundation/crc32c.ts';

/** Bit by bit, straight from the definition. */
function definition(bytes: Uint8Array, previous: number): number {
  let crc = ~previous >>> 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
    crc >>>= 0;
  }
  return ~crc >>> 0;
}

const state = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = fc.uint8Array({ maxLength: 600 });

test('every form is the definition, for any bytes at any alignment and any initial state', () => {
  fc.assert(
    fc.property(bytes, fc.nat(7), state, (all, skipped, previous) => {
      const input = all.subarray(skipped);
      const expected = definition(input, previous);
      expect(portableCrc32c(input, previous)).toBe(expected);
      expect(crc32c(input, previous)).toBe(expected);
      if (nativeCrc32c !== undefined) expect(nativeCrc32c(input, previous)).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('the checksum does not depend on where the bytes are split', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (pieces) => {
      const whole = definition(new Uint8Array(Buffer.concat(pieces)), 0);
      for (const form of [portableCrc32c, nativeCrc32c ?? portableCrc32c])
        expect(pieces.reduce((crc, piece) => form(piece, crc), 0)).toBe(whole);
    }),
    { numRuns: 200 },
  );
});
