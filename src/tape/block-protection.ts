/**
 * Logical block protection by CRC32C (SSC-5 §4.2.21; method 02h of mode page 0Ah/F0h): four bytes that follow a block on its way between host and
 * drive, both ways, and count in every length that the host gives or is told. On the medium they are beside the block, not in it.
 *
 *     host:  │ block │ protection information │     TRANSFER LENGTH, BLOCK LENGTH: both
 *
 * The checksum is RFC 7143's, its first byte the least significant.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import { crc32c } from '../foundation/crc32c.ts';

export const protectionInformationLength = 4;

/** The protection information of a block. */
export function protectionInformation(block: ByteList): Uint8Array {
  let crc = 0;
  for (const piece of block.pieces) crc = crc32c(piece, crc);
  return Uint8Array.of(crc, crc >>> 8, crc >>> 16, crc >>> 24);
}

/** Whether it is that block's. */
export const guards = (information: Uint8Array, block: ByteList): boolean =>
  protectionInformation(block).every((byte, at) => byte === information[at]);
