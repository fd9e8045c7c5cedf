/** The checksum of a stream is that of its bytes one by one, wherever they lie in memory and however they come in pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamChecksum } from '../../../src/mtf/stream-header.ts';

/** XOR of little-endian words, as MTF 1.00a has it. */
const reference = (bytes: Uint8Array): number => bytes.reduce((sum, byte, at) => (sum ^ (byte << ((at % 4) * 8))) >>> 0, 0);

test('any bytes, at any place in memory, in any pieces', () => {
  const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 7 })), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (all) => {
      const checksum = new StreamChecksum();
      for (const [bytes, offset] of all) {
        const memory = new Uint8Array(offset + bytes.length + 9).fill(0xa5);
        memory.set(bytes, offset);
        checksum.add(memory.subarray(offset, offset + bytes.length));
      }
      expect(checksum.value).toBe(reference(Buffer.concat(all.map(([bytes]) => bytes))));
    }),
  );
});
