import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../src/wire/text.ts';

const key = fc.stringMatching(/^[A-Z][A-Za-z0-9.+@_-]{0,62}$/);
const value = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\0'));

test('decoding what was encoded gives the same pairs in the same order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (pairs) => {
      expect(decodeText(encodeText(pairs).toBytes())).toEqual({ pairs });
    }),
    { numRuns: 300 },
  );
});

test('any bytes give pairs, which encode to the same bytes but for extra NULs, or a sentence', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('A', '=', '\0', 'ß'), maxLength: 40 }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      const result = decodeText(input);
      if ('error' in result) expect(result.error).toMatch(/^the pair at byte \d+ /);
      else {
        const without = Buffer.from(input).toString('latin1').replace(/^\0+/, '').replace(/\0+/g, '\0');
        expect(Buffer.from(encodeText(result.pairs).toBytes()).toString('latin1')).toBe(without);
      }
    }),
    { numRuns: 1000 },
  );
});
