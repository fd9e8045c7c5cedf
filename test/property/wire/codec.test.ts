import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { additionalHeaderLengthOf, decodePdu, encodeHeader } from '../../../src/wire/codec.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { isWireError } from '../../../src/wire/wire-error.ts';
import { anyPdu } from './arbitraries.ts';

test('decoding what was encoded gives the same PDU', () => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(anyPdu, (pdu) => {
      seen.add(pdu.opcode);
      const bytes = encodeHeader(pdu);
      const data = 'data' in pdu ? pdu.data : ByteList.empty;
      expect(bytes.length).toBe(48 + additionalHeaderLengthOf(bytes));
      expect(decodePdu(bytes.subarray(0, 48), bytes.subarray(48), data)).toEqual(pdu);
    }),
    { numRuns: 1000 },
  );
  expect([...seen].sort((a, b) => a - b)).toEqual(Object.values(Opcode).sort((a, b) => a - b));
});

test('any 48 bytes with any segments are a PDU or an error that keeps them', () => {
  const header = fc.uint8Array({ minLength: 48, maxLength: 48 });
  const additional = fc
    .array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 5 })
    .map((words) => new Uint8Array(words.flatMap((word) => [...word])));
  const data = fc.uint8Array({ maxLength: 5 }).map((bytes) => ByteList.of(bytes));
  fc.assert(
    fc.property(header, additional, data, (basic, ahs, segment) => {
      const result = decodePdu(basic, ahs, segment);
      if (isWireError(result)) {
        expect(result.header).toEqual(basic);
        expect(result.message).toMatch(/^bytes? \d+/);
      } else expect(result.opcode).toBe(basic[0]! & 0x3f);
    }),
    { numRuns: 2000 },
  );
});
