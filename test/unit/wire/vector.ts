/**
 * One vector, many tests: bytes written by hand from the RFC's layout beside the value they mean. They must agree in both directions, through
 * the framer at every split point, and with every reserved bit set.
 */
import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { decodePdu } from '../../../src/wire/codec.ts';
import { Framer } from '../../../src/wire/framer.ts';
import { loginFraming } from '../../../src/wire/framing.ts';
import type { Pdu } from '../../../src/wire/pdu.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import type { WireError } from '../../../src/wire/wire-error.ts';

/** Hexadecimal bytes; white space between them and what follows a `#` are for the reader. */
export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/#.*$/gm, '').replace(/\s+/g, ''), 'hex'));

export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** Lists that hold the same bytes become equal, however they are cut. */
export const comparable = (pdu: Pdu | WireError | undefined): unknown =>
  pdu !== undefined && 'data' in pdu ? { ...pdu, data: Buffer.from(pdu.data.toBytes()).toString('hex') } : pdu;

/** A basic header as `decodePdu` takes it, without segments. */
export const decodeHeader = (header: Uint8Array): Pdu | WireError => decodePdu(header, new Uint8Array(0), ByteList.empty);

export const frame = (chunks: readonly Uint8Array[]): unknown[] => {
  const framer = new Framer({ framing: { ...loginFraming, maximumDataSegmentLength: 0xff_ffff } });
  const pdus: unknown[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let pdu = framer.next(); pdu !== undefined; pdu = framer.next()) pdus.push(comparable(pdu));
  }
  return pdus;
};

/**
 * `reserved` holds a one for each bit of the basic header that the RFC leaves reserved in this PDU: a receiver ignores it (§11).
 */
export function describeVector(name: string, vector: { bytes: string; pdu: Pdu; reserved: string }): void {
  const bytes = hex(vector.bytes);
  const expected = comparable(vector.pdu);
  describe(name, () => {
    test('the value becomes the bytes', () => {
      expect(Buffer.concat(serialise(vector.pdu)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
    });
    test('the bytes become the value', () => {
      expect(frame([bytes])).toEqual([expected]);
    });
    test('wherever they are cut', () => {
      for (let split = 1; split < bytes.length; split++) {
        expect(frame([bytes.slice(0, split), bytes.slice(split), bytes])).toEqual([expected, expected]);
      }
    });
    test('whatever stands in reserved bits', () => {
      const mask = hex(vector.reserved);
      expect(mask.length).toBe(48);
      const noisy = bytes.map((byte, at) => byte | (mask[at] ?? 0));
      expect(frame([noisy])).toEqual([expected]);
    });
  });
}
