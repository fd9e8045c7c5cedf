/**
 * The header of a data stream (MTF 1.00a, MTF_STREAM_HDR). Behind a descriptor block stand its streams, each beginning at the next multiple of four bytes: a
 * header, and as many bytes as it says. The last one is the padding to the next format logical block.
 *
 *   0  stream ID, 4 letters            4  file system attributes (2)    6  media format attributes (2)
 *   8  stream length (8)              16  encryption algorithm (2)     18  compression algorithm (2)
 *  20  checksum (2): XOR of the ten words before it
 */
import { identifier, LittleEndianLayout, uint16, uint64, type Values, wordChecksum } from './little-endian.ts';

/** Where a stream may begin within its block. */
export const STREAM_ALIGNMENT = 4;

export const StreamId = {
  standard: 'STAN',
  pathName: 'PNAM',
  fileName: 'FNAM',
  checksum: 'CSUM',
  corrupt: 'CRPT',
  padding: 'SPAD',
  sparse: 'SPAR',
  setMap: 'TSMP',
  fileDirectoryDetail: 'TFDD',
  // Of Windows NT.
  alternateData: 'ADAT',
  extendedAttributes: 'NTEA',
  security: 'NACL',
  encrypted: 'NTED',
  quota: 'NTQU',
  property: 'NTPR',
  reparse: 'NTRP',
  objectId: 'NTOI',
} as const;

/** Bits of the file system attributes. */
export const StreamFileSystemAttribute = { modifiedByRead: 1, containsSecurity: 2, notPortable: 4, sparse: 8 } as const;

/** Bits of the media format attributes. */
export const StreamMediaAttribute = {
  /** The rest of a stream that began on the tape before: its length is what is left, and its data begin at the next format logical block. */
  continued: 0x01,
  variable: 0x02,
  variableEnd: 0x04,
  encrypted: 0x08,
  compressed: 0x10,
  /** A CSUM stream follows. */
  checksummed: 0x20,
  embeddedLength: 0x40,
} as const;

export const streamHeader = new LittleEndianLayout({
  id: identifier(0),
  fileSystemAttributes: uint16(4),
  mediaAttributes: uint16(6),
  length: uint64(8),
  encryptionAlgorithm: uint16(16),
  compressionAlgorithm: uint16(18),
  checksum: uint16(20),
});
export type StreamHeader = Values<typeof streamHeader.fields>;

export const STREAM_HEADER_BYTES = streamHeader.length;

export function encodeStreamHeader(values: Partial<Omit<StreamHeader, 'checksum'>>): Uint8Array {
  const bytes = streamHeader.encode(values);
  return streamHeader.encode({ ...values, checksum: wordChecksum(bytes, STREAM_HEADER_BYTES - 2) });
}

/** The header at the beginning of `bytes`; undefined: none stands there. */
export function decodeStreamHeader(bytes: Uint8Array): StreamHeader | undefined {
  if (bytes.length < STREAM_HEADER_BYTES) return undefined;
  const header = streamHeader.decode(bytes);
  // All zeros have the right checksum too.
  return header.checksum === wordChecksum(bytes, STREAM_HEADER_BYTES - 2) && header.id !== '\0\0\0\0' ? header : undefined;
}

/** Of the words that a checksum is made of. */
const WORD_BYTES = 4;

/**
 * The checksum of a CSUM stream: XOR of the 32-bit little-endian words of another stream's data, however they come in pieces. Every byte that is written
 * or read goes through it: what lies at whole words of memory is folded into four bytes word by word, whatever this machine's order of bytes is.
 */
export class StreamChecksum {
  #sum = 0;
  /** Which byte of a word comes next. */
  #next = 0;

  add(bytes: Uint8Array): void {
    const first = -bytes.byteOffset & (WORD_BYTES - 1);
    if (bytes.length < first + WORD_BYTES) {
      this.#addBytes(bytes);
      return;
    }
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, Math.floor((bytes.length - first) / WORD_BYTES));
    let folded = 0;
    for (let at = 0; at < words.length; at++) folded ^= words[at]!;
    this.#addBytes(bytes.subarray(0, first));
    this.#addBytes(new Uint8Array(Int32Array.of(folded).buffer));
    this.#addBytes(bytes.subarray(first + words.byteLength));
  }

  #addBytes(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#sum ^= byte << (this.#next * 8);
      this.#next = (this.#next + 1) % WORD_BYTES;
    }
  }

  get value(): number {
    return this.#sum >>> 0;
  }

  /** As it stands in a CSUM stream. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.value, true);
    return bytes;
  }
}
