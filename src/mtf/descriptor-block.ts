/**
 * What all descriptor blocks have in common (MTF 1.00a, MTF_DB_HDR), and how one is made of its parts: the header, the fields of its type, what its
 * operating system adds, and its strings. A block is never longer than a format logical block.
 *
 *   0  type, 4 letters                4  block attributes (4)           8  offset to first event (2): of the first stream's header
 *  10  OS ID (1)                     11  OS version (1)                12  displayable size (8)
 *  20  format logical address (8)    28  reserved for MBC (2)          36  control block ID (4)
 *  44  OS specific data (tape address)                                 48  string type (1)
 *  50  checksum (2): XOR of the 25 words before it
 */
import { invariant } from '../foundation/invariant.ts';
import {
  type Fields,
  identifier,
  LittleEndianLayout,
  tapeAddress,
  uint8,
  uint16,
  uint32,
  uint64,
  type Values,
  wordChecksum,
} from './little-endian.ts';
import { encodeStructure, type StructureParts } from './structure.ts';
import { StringType } from './text.ts';

export const BlockType = {
  tape: 'TAPE',
  startOfSet: 'SSET',
  volume: 'VOLB',
  directory: 'DIRB',
  file: 'FILE',
  corruptObject: 'CFIL',
  endOfSetPad: 'ESPB',
  endOfSet: 'ESET',
  endOfTapeMarker: 'EOTM',
  softFilemark: 'SFMB',
} as const;
export type BlockType = (typeof BlockType)[keyof typeof BlockType];

/** Bits of the block attributes; from bit 16 on they mean what the block's type makes of them. */
export const BlockAttribute = {
  /** The block is repeated, since its set goes on from the tape before. */
  continuation: 1 << 0,
  compression: 1 << 2,
  /** The tape before ended while the set was being ended: all its data are there. */
  endOfSetAtEndOfMedium: 1 << 3,
  // TAPE
  setMapExists: 1 << 16,
  fileDirectoryDetailAllowed: 1 << 17,
  // SSET
  fileDirectoryDetailExists: 1 << 16,
  encryption: 1 << 17,
  // ESET
  fileDirectoryDetailAborted: 1 << 16,
  endOfFamily: 1 << 17,
  abortedSet: 1 << 18,
  // EOTM
  noEndOfSet: 1 << 16,
  invalidEndOfSetAddress: 1 << 17,
} as const;

/** Windows NT; its versions differ in what they put into the operating system's data. */
export const WINDOWS_NT = 14;

export const commonHeader = {
  type: identifier(0),
  attributes: uint32(4),
  offsetToFirstEvent: uint16(8),
  osId: uint8(10),
  osVersion: uint8(11),
  displayableSize: uint64(12),
  formatLogicalAddress: uint64(20),
  controlBlockId: uint32(36),
  osSpecificData: tapeAddress(44),
  stringType: uint8(48),
  checksum: uint16(50),
} as const;

/** The header alone. */
export const blockHeader = new LittleEndianLayout(commonHeader);
export type BlockHeader = Values<typeof commonHeader>;
export const BLOCK_HEADER_BYTES = blockHeader.length;

/** The header of the descriptor block at the beginning of `bytes`, of whatever type; undefined: none stands there. */
export function decodeBlockHeader(bytes: Uint8Array): BlockHeader | undefined {
  if (bytes.length < BLOCK_HEADER_BYTES) return undefined;
  const header = blockHeader.decode(bytes);
  return header.checksum === wordChecksum(bytes, BLOCK_HEADER_BYTES - 2) && header.type !== '\0\0\0\0' ? header : undefined;
}

/** A layout that begins with the common header. */
export type BlockFields = Fields & typeof commonHeader;

/** A descriptor block up to its first stream's header. */
export function encodeDescriptorBlock<F extends BlockFields>(
  layout: LittleEndianLayout<F>,
  values: Partial<Values<F>>,
  parts: StructureParts<F> = {},
): Uint8Array {
  const stringType = parts.texts === undefined ? StringType.none : StringType.unicode;
  const withHeader = (length: number): Partial<Values<F>> => {
    const all = { stringType, offsetToFirstEvent: length, ...values };
    invariant(all.offsetToFirstEvent <= 0xffff, 'a descriptor block points to its first stream with 16 bits');
    return all;
  };
  return sealed(encodeStructure(layout, withHeader, parts));
}

/** The block with the checksum of its header. */
function sealed(block: Uint8Array): Uint8Array {
  new DataView(block.buffer, block.byteOffset).setUint16(50, wordChecksum(block, BLOCK_HEADER_BYTES - 2), true);
  return block;
}
