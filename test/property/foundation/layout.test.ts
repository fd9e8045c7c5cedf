import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bits, bytes, type Field, type Fields, flag, int, layout, text, uint, uint64 } from '../../../src/foundation/layout.ts';

/** A kind of field: how to place it at a byte, how many bytes it takes, what it may hold. */
const kinds: readonly { place(byte: number): Field<unknown>; size: number; value: fc.Arbitrary<unknown> }[] = [
  ...[0, 3, 7].map((bit) => ({ place: (byte: number) => flag(byte, bit), size: 1, value: fc.boolean() })),
  ...(
    [
      [7, 8],
      [6, 3],
      [4, 5],
      [3, 4],
    ] as const
  ).map(([msb, width]) => ({ place: (byte: number) => bits(byte, msb, width), size: 1, value: fc.nat(2 ** width - 1) })),
  ...[1, 2, 3, 4, 5, 6].map((size) => ({
    place: (byte: number) => uint(byte, size),
    size,
    value: fc.integer({ min: 0, max: 2 ** (8 * size) - 1 }),
  })),
  ...[1, 2, 3, 4].map((size) => ({
    place: (byte: number) => int(byte, size),
    size,
    value: fc.integer({ min: -(2 ** (8 * size - 1)), max: 2 ** (8 * size - 1) - 1 }),
  })),
  { place: uint64, size: 8, value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { place: (byte) => text(byte, 5), size: 5, value: fc.string({ minLength: 5, maxLength: 5, unit: 'binary-ascii' }) },
  { place: (byte) => bytes(byte, 3), size: 3, value: fc.uint8Array({ minLength: 3, maxLength: 3 }) },
];

/** Fields of any kinds with any gaps between them, and values for them. */
const layoutWithValues = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(2)), { minLength: 1, maxLength: 8 }).chain((picks) => {
  const fields: Record<string, Field<unknown>> = {};
  const values: Record<string, fc.Arbitrary<unknown>> = {};
  let byte = 0;
  for (const [n, [kind, gap]] of picks.entries()) {
    fields[`field${n}`] = kind.place(byte + gap);
    values[`field${n}`] = kind.value;
    byte += gap + kind.size;
  }
  return fc.tuple(fc.constant(layout(byte + 1, fields as Fields)), fc.record(values));
});

test('decoding what was encoded gives the same values, whatever stands in reserved bits', () => {
  fc.assert(
    fc.property(layoutWithValues, fc.nat(255), ([declared, values], noise) => {
      const encoded = declared.encode(values);
      expect(declared.decode(encoded)).toEqual(values);
      expect(declared.reservedBitSet(encoded)).toBeUndefined();
      const noisy = encoded.map((byte, at) => byte | (noise & ~declared.usageMask[at]!));
      expect(declared.decode(noisy)).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test('encoding what was decoded gives the same bytes but for reserved bits, and those are found', () => {
  fc.assert(
    fc.property(layoutWithValues, fc.uint8Array({ minLength: 80, maxLength: 80 }), ([declared], source) => {
      // The fields of commands are read by hand; binary-parser is what that is held against.
      expect(declared.decode(source)).toEqual(declared.parse(source));
      const masked = source.subarray(0, declared.length).map((byte, at) => byte & declared.usageMask[at]!);
      expect(declared.encode(declared.decode(source))).toEqual(masked);
      const stray = declared.reservedBitSet(source);
      const firstAt = source.subarray(0, declared.length).findIndex((byte, at) => (byte & ~declared.usageMask[at]!) !== 0);
      expect(stray?.byte ?? -1).toBe(firstAt);
      if (stray !== undefined) {
        const strays = source[stray.byte]! & ~declared.usageMask[stray.byte]!;
        expect(strays >> stray.bit).toBe(1);
      }
    }),
    { numRuns: 300 },
  );
});
