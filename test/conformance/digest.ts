/**
 * Digests (RFC 7143 §11.2.3, §11.2.4, §13.1): CRC32C bit by bit as its polynomial defines it, slow and with nothing in it to be wrong the way a
 * table can be, and PDUs with and without the digests that were agreed on.
 *
 *     basic header | additional headers | header digest | data, padding | data digest
 */
import { headerBytes, lengthsOf } from './pdu-table.ts';

/** Which digests stand in the PDUs of a connection. */
export interface Digests {
  readonly header: boolean;
  readonly data: boolean;
}

export const noDigests: Digests = { header: false, data: false };
export const digestBytes = 4;

/** 11EDC6F41h, with the bits of every byte and of the result turned round. */
const reversedPolynomial = 0x82f6_3b78;

export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffff_ffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? reversedPolynomial : 0);
  }
  return ~remainder >>> 0;
}

/** As it goes over the wire: the least significant byte first, as the examples of RFC 7143 Appendix A print it. */
export function digestOf(bytes: Uint8Array): Uint8Array {
  const value = crc32c(bytes);
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

const headersOf = (pdu: Uint8Array): number => headerBytes + lengthsOf(pdu).additionalHeader;

/** Where the digests of the PDU that begins with this header stand, and where it ends; undefined: there is none. */
export function digestPlaces(
  header: Uint8Array,
  digests: Digests,
): { header: number | undefined; data: number | undefined; whole: number } {
  const { additionalHeader, data, whole } = lengthsOf(header);
  const headerLength = digests.header ? digestBytes : 0;
  const dataLength = digests.data && data > 0 ? digestBytes : 0;
  return {
    header: digests.header ? headerBytes + additionalHeader : undefined,
    data: dataLength > 0 ? whole + headerLength : undefined,
    whole: whole + headerLength + dataLength,
  };
}

/** A whole PDU with its digests; the one that is to be spoilt has a wrong bit. */
export function sealed(pdu: Uint8Array, digests: Digests, spoil?: 'header' | 'data'): Uint8Array {
  const headers = pdu.subarray(0, headersOf(pdu));
  const data = pdu.subarray(headers.length);
  const digest = (of: 'header' | 'data', bytes: Uint8Array): Uint8Array => {
    if (!digests[of] || bytes.length === 0) return new Uint8Array();
    const value = digestOf(bytes);
    if (spoil === of) value[2]! ^= 0x10;
    return value;
  };
  return Buffer.concat([headers, digest('header', headers), data, digest('data', data)]);
}

/** A whole PDU without its digests. @throws Error when one of them is wrong */
export function opened(bytes: Uint8Array, digests: Digests): Uint8Array {
  const places = digestPlaces(bytes, digests);
  const headers = bytes.subarray(0, headersOf(bytes));
  const data = bytes.subarray(headers.length + (places.header === undefined ? 0 : digestBytes), places.data ?? places.whole);
  for (const [name, at, covered] of [
    ['header', places.header, headers],
    ['data', places.data, data],
  ] as const) {
    if (at !== undefined && Buffer.compare(bytes.subarray(at, at + digestBytes), digestOf(covered)) !== 0)
      throw new Error(`RFC 7143 §11.2.3: the ${name} digest is wrong`);
  }
  return new Uint8Array(Buffer.concat([headers, data]));
}
