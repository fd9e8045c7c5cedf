/**
 * The digests of RFC 7143 §11.2.3: a CRC32C (§13.1) behind what it covers. The header digest covers the basic header and the additional header
 * segments, the data digest the data segment and its padding.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        bits 7 to 0 of the checksum, as it is usually written
 *     1        15 to 8
 *     2        23 to 16
 *     3        31 to 24
 *
 * §13.1 sends the remainder's bits in the order in which the data's are counted, which puts the checksum's low byte first; §A.4 shows it.
 */
import { crc32c } from '../foundation/crc32c.ts';

export const DIGEST_LENGTH = 4;

/** The checksum of the pieces as one run, after what has the checksum `previous`. */
export function checksumOf(pieces: readonly Uint8Array[], previous = 0): number {
  let checksum = previous;
  for (const piece of pieces) checksum = crc32c(piece, checksum);
  return checksum;
}

export function putDigest(bytes: Uint8Array, offset: number, checksum: number): void {
  bytes[offset] = checksum;
  bytes[offset + 1] = checksum >>> 8;
  bytes[offset + 2] = checksum >>> 16;
  bytes[offset + 3] = checksum >>> 24;
}

export const digestAt = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>> 0;
