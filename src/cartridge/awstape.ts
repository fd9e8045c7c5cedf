/**
 * The AWSTAPE format of IBM's P/390 and of the Hercules emulator, and HET, the same with compressed blocks. A block is one chunk or more, and
 * each chunk has a header of six bytes; lengths are those in the file:
 *
 *     byte 0–1 | length of this chunk's data, LE; 0 for a tape mark |
 *          2–3 | length of the chunk before it, LE; 0 for the first and behind a tape mark |
 *            4 | 80h a block begins · 40h tape mark · 20h a block ends · 10h it has several chunks · 02h bzip2 · 01h zlib (HET) |
 *            5 | 80h zlib, as Bus-Tech's products say it |
 *
 * A block is compressed as a whole before it is cut into chunks. 10h is Bus-Tech's too, and readers do without it.
 */
export const headerBytes = 6;
/** What the 16 bits of a length hold. */
export const maximumChunkBytes = 0xffff;
/** Where in a header the length of the chunk before it stands, and each byte of flags. */
export const HeaderOffset = { previousLength: 2, flags: 4, moreFlags: 5 } as const;

const Flag = { begins: 0x80, tapeMark: 0x40, ends: 0x20, segmented: 0x10, bzip2: 0x02, zlib: 0x01 } as const;
const compressionMask = 0x03;
const knownFlags = Flag.begins | Flag.tapeMark | Flag.ends | Flag.segmented | compressionMask;
const zlibElsewhere = 0x80;

export type Compression = 'none' | 'zlib' | 'bzip2' | 'contradictory';

export interface ChunkHeader {
  readonly length: number;
  readonly previousLength: number;
  readonly isTapeMark: boolean;
  readonly beginsBlock: boolean;
  readonly endsBlock: boolean;
  readonly compression: Compression;
  /** The place of the first flag that the format does not have, from the header's first byte; undefined when there is none. */
  readonly unknownFlagAt: number | undefined;
}

export function decodeHeader(bytes: Uint8Array, at: number): ChunkHeader {
  const flags = bytes[at + HeaderOffset.flags]!;
  const moreFlags = bytes[at + HeaderOffset.moreFlags]!;
  return {
    length: bytes[at]! | (bytes[at + 1]! << 8),
    previousLength: bytes[at + 2]! | (bytes[at + 3]! << 8),
    isTapeMark: (flags & Flag.tapeMark) !== 0,
    beginsBlock: (flags & Flag.begins) !== 0,
    endsBlock: (flags & Flag.ends) !== 0,
    compression: compressionIn(flags & compressionMask, moreFlags),
    unknownFlagAt:
      (flags & ~knownFlags) !== 0 ? HeaderOffset.flags : (moreFlags & ~zlibElsewhere) !== 0 ? HeaderOffset.moreFlags : undefined,
  };
}

function compressionIn(method: number, moreFlags: number): Compression {
  const elsewhere = (moreFlags & zlibElsewhere) !== 0;
  if (method === 0) return elsewhere ? 'zlib' : 'none';
  if (elsewhere || method === compressionMask) return 'contradictory';
  return method === Flag.zlib ? 'zlib' : 'bzip2';
}

/** The header of a chunk that a program writes: a tape mark when it has no `length`. */
export function encodeHeader(chunk: {
  readonly length: number;
  readonly previousLength: number;
  readonly beginsBlock: boolean;
  readonly endsBlock: boolean;
  readonly compressed: boolean;
}): Uint8Array {
  const { length, previousLength, beginsBlock, endsBlock, compressed } = chunk;
  const flags = length === 0 ? Flag.tapeMark : (beginsBlock ? Flag.begins : 0) | (endsBlock ? Flag.ends : 0) | (compressed ? Flag.zlib : 0);
  return Uint8Array.of(length, length >> 8, previousLength, previousLength >> 8, flags, 0);
}
