/**
 * HeaderDigest and DataDigest (RFC 7143 §13.1): CRC32C, the fuzzer's own, behind the headers and behind the padded data. A digest's bytes stand
 * with the least significant first, as the standard's examples in Appendix A of RFC 3720 have them.
 */
export interface Framing {
  readonly header: boolean;
  readonly data: boolean;
}

export const digestBytes = 4;

const table = new Int32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value;
});

export function crc32c(bytes: Uint8Array): number {
  let sum = -1;
  for (let at = 0; at < bytes.length; at++) sum = table[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** Where the header of this PDU ends, additional segments included. */
export const headerLength = (bytes: Uint8Array): number => 48 + bytes[4]! * 4;

/** A whole PDU with the digests that belong to it. */
export function seal(bytes: Uint8Array, framing: Framing): Uint8Array {
  if (!framing.header && !framing.data) return bytes;
  const end = Math.min(headerLength(bytes), bytes.length);
  const header = bytes.subarray(0, end);
  const data = bytes.subarray(end);
  const pieces = [header, ...(framing.header ? [digest(header)] : []), data, ...(framing.data && data.length > 0 ? [digest(data)] : [])];
  return Buffer.concat(pieces);
}

export function digest(bytes: Uint8Array): Uint8Array {
  const sum = Buffer.alloc(digestBytes);
  sum.writeUInt32LE(crc32c(bytes));
  return sum;
}
