/**
 * A tape as bytes to be looked at and taken, tape file by tape file: what lies between two filemarks is one row of bytes, however long its physical blocks
 * are. A block that cannot be read is a gap of known length in that row, so that what stands behind it keeps its place. A soft filemark (MTF 1.00a,
 * "soft filemark descriptor block") counts as a filemark where the medium says that it has them.
 */
import { invariant } from '../foundation/invariant.ts';
import { type TapeReader, UnreadableBlock } from './tape.ts';

/** Where on a tape: blocks and filemarks are counted from 0, and bytes in the block. */
export interface Place {
  readonly block: number;
  readonly byte: number;
}

/** Bytes that are not there, and why. */
export interface Gap {
  readonly gapBytes: number;
  readonly why: string;
}

type Piece = (Gap | { readonly bytes: Uint8Array }) & { readonly block: number };

const lengthOf = (piece: Piece): number => ('bytes' in piece ? piece.bytes.length : piece.gapBytes);

export class TapeBytes {
  readonly #tape: TapeReader;
  /** What has been read of the tape file and not been taken; of the first piece, `#taken` bytes are gone. */
  readonly #pieces: Piece[] = [];
  #taken = 0;
  #boundary: 'none' | 'filemark' | 'end' = 'none';
  #objects = 0;
  #offset = 0;
  /** Set when the medium says so: whether a physical block is a soft filemark. */
  softFilemark: (block: Uint8Array) => boolean = () => false;

  constructor(tape: TapeReader) {
    this.#tape = tape;
  }

  /** How many bytes of the tape file lie behind. */
  get offset(): number {
    return this.#offset;
  }

  get place(): Place {
    const first = this.#pieces[0];
    return first === undefined ? { block: this.#objects, byte: 0 } : { block: first.block, byte: this.#taken };
  }

  /** The next `length` bytes, without taking them; fewer where the tape file or what is readable of it ends before. */
  async look(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let found = 0;
    for (let index = 0; found < length; index++) {
      if (index === this.#pieces.length && !(await this.#readOn())) break;
      const piece = this.#pieces[index]!;
      if (!('bytes' in piece)) break;
      const part = piece.bytes.subarray(index === 0 ? this.#taken : 0).subarray(0, length - found);
      parts.push(part);
      found += part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** At most `length` of the next bytes, or the next gap as far as it reaches; undefined at the end of the tape file. */
  async take(length: number): Promise<Uint8Array | Gap | undefined> {
    invariant(length > 0, 'something is taken');
    if (this.#pieces.length === 0 && !(await this.#readOn())) return undefined;
    const piece = this.#pieces[0]!;
    const count = Math.min(length, lengthOf(piece) - this.#taken);
    const from = this.#taken;
    this.#taken += count;
    this.#offset += count;
    if (this.#taken === lengthOf(piece)) {
      this.#pieces.shift();
      this.#taken = 0;
    }
    return 'bytes' in piece ? piece.bytes.subarray(from, from + count) : { gapBytes: count, why: piece.why };
  }

  /** Whether nothing of the tape file is left. */
  async atEnd(): Promise<boolean> {
    return this.#pieces.length === 0 && !(await this.#readOn());
  }

  /** Goes `length` bytes on, over gaps too, or to the end of the tape file. How many bytes that were, and why some were gone. */
  async skip(length: number): Promise<{ readonly bytes: number; readonly gap: Gap | undefined }> {
    let bytes = 0;
    let gap: Gap | undefined;
    while (bytes < length) {
      const piece = await this.take(length - bytes);
      if (piece === undefined) break;
      if (piece instanceof Uint8Array) bytes += piece.length;
      else {
        bytes += piece.gapBytes;
        gap ??= piece;
      }
    }
    return { bytes, gap };
  }

  /** Goes to the beginning of the next tape file, over what is left of this one; `end`: there is none, the tape ends here. */
  async nextFile(): Promise<'filemark' | 'end'> {
    await this.skip(Number.POSITIVE_INFINITY);
    this.#offset = 0;
    if (this.#boundary === 'end') return 'end';
    this.#boundary = 'none';
    return 'filemark';
  }

  /** Whether there was something more of this tape file to be read. */
  async #readOn(): Promise<boolean> {
    while (this.#boundary === 'none') {
      const block = this.#objects;
      const read = await this.#read();
      if (read === 'end') {
        this.#boundary = 'end';
        break;
      }
      this.#objects++;
      if (read === 'filemark' || ('bytes' in read && this.softFilemark(read.bytes))) this.#boundary = 'filemark';
      else if (lengthOf({ ...read, block }) > 0) {
        this.#pieces.push({ ...read, block });
        return true;
      }
    }
    return false;
  }

  async #read(): Promise<'filemark' | 'end' | { readonly bytes: Uint8Array } | Gap> {
    try {
      const read = await this.#tape.read();
      return read instanceof Uint8Array ? { bytes: read } : read;
    } catch (error) {
      if (error instanceof UnreadableBlock) return { gapBytes: error.lengthBytes, why: error.message };
      throw error;
    }
  }
}
