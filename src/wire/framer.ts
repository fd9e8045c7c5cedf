/**
 * Cuts a stream of bytes into PDUs (RFC 7143 §11.2): basic header, additional header segments, header digest, data segment, padding, data
 * digest. The chunks may be cut anywhere. Data segments are views on the chunks they arrived in, and belong
 * to whoever gets the PDU; headers are copied, into one buffer that every PDU uses again, and given back.
 *
 * Nothing of a header counts before its digest was right, but where that digest must stand. A wrong one loses the stream (§7.8), and so does a
 * data segment longer than was negotiated: its sender does not keep to it, and the bound is what keeps the bytes held here few. Data whose
 * digest is wrong are given back, and the stream goes on behind them.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { crc32c } from '../foundation/crc32c.ts';
import { giveBack, giveBackAll } from '../foundation/slab.ts';
import { additionalHeaderLengthOf, dataSegmentLengthOf, decodePdu, HEADER_LENGTH, opcodeOf, paddingOf } from './codec.ts';
import { checksumOf, DIGEST_LENGTH, digestAt } from './digest.ts';
import { type Framing, loginFraming } from './framing.ts';
import { opcodeName } from './opcode.ts';
import type { Pdu } from './pdu.ts';
import { type WireError, wireError } from './wire-error.ts';

export type Decode<P extends Pdu> = (header: Uint8Array, additionalHeader: Uint8Array, data: ByteList) => P | WireError;

const noBytes = new Uint8Array(0);

export class Framer<P extends Pdu = Pdu> {
  /** It may be changed between PDUs. */
  framing: Framing;
  readonly #decode: Decode<P>;
  /** What has arrived and is not yet part of a PDU. */
  #chunks: Uint8Array[] = [];
  /** The first chunk in use, and how much of it is used. */
  #chunk = 0;
  #offset = 0;
  #available = 0;
  readonly #header = new Uint8Array(HEADER_LENGTH);
  readonly #digest = new Uint8Array(DIGEST_LENGTH);
  #basicHeaderIsRead = false;
  /** Once it is there, the whole header has been read and is right. */
  #additionalHeader: Uint8Array | undefined;
  #lost = false;

  constructor(options: { framing?: Framing; decode?: Decode<P> } = {}) {
    this.framing = options.framing ?? loginFraming;
    this.#decode = options.decode ?? (decodePdu as Decode<Pdu> as Decode<P>);
  }

  /** Bytes that have arrived and are not yet part of a PDU. */
  get pendingBytes(): number {
    return this.#available + (this.#basicHeaderIsRead ? HEADER_LENGTH : 0) + (this.#additionalHeader?.length ?? 0);
  }

  /** Takes the next bytes of the stream, which must not change any more. */
  push(chunk: Uint8Array): void {
    if (this.#lost || chunk.length === 0) return;
    this.#available += chunk.length;
    const last = this.#chunks.length - 1;
    const before = last < this.#chunk ? undefined : this.#chunks[last]!;
    // Bytes that lie behind those before them are one piece with them, so a data segment that comes in small drops is held in one view.
    if (before !== undefined && before.buffer === chunk.buffer && before.byteOffset + before.length === chunk.byteOffset)
      this.#chunks[last] = new Uint8Array(chunk.buffer, before.byteOffset, before.length + chunk.length);
    // Views on a plain Uint8Array are cheaper than on a Buffer.
    else this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
  }

  /** The next PDU, or undefined until more bytes arrive. After an error that loses the stream's boundaries there is nothing any more. */
  next(): P | WireError | undefined {
    if (this.#lost) return undefined;
    if (this.#additionalHeader === undefined) {
      const error = this.#readHeader();
      if (error !== undefined) return error;
      if (this.#additionalHeader === undefined) return undefined;
    }
    const header = this.#header;
    const dataLength = dataSegmentLengthOf(header);
    const paddedLength = dataLength + paddingOf(dataLength);
    const digested = dataLength > 0 && this.framing.dataDigest;
    if (this.#available < paddedLength + (digested ? DIGEST_LENGTH : 0)) return undefined;
    const additionalHeader = this.#additionalHeader;
    const padded = this.#view(paddedLength);
    const problem = digested ? this.#digestProblem('data', checksumOf(padded.pieces)) : undefined;
    this.#release();
    this.#basicHeaderIsRead = false;
    this.#additionalHeader = undefined;
    giveBackAll(padded.slice(problem === undefined ? dataLength : 0).pieces);
    if (problem !== undefined) return wireError('data-digest', problem, header);
    return this.#decode(header, additionalHeader, padded.slice(0, dataLength));
  }

  /** Reads what there is of the header; once all of it is there, what is wrong with it. */
  #readHeader(): WireError | undefined {
    const { headerDigest } = this.framing;
    const header = this.#header;
    if (!this.#basicHeaderIsRead) {
      if (this.#available < HEADER_LENGTH) return undefined;
      this.#read(header);
      this.#basicHeaderIsRead = true;
    }
    // A length that a digest covers is not to be believed before it; any other need not be waited for.
    const overlong = headerDigest ? undefined : this.#overlong();
    if (overlong !== undefined) return overlong;
    const additionalLength = additionalHeaderLengthOf(header);
    if (this.#available < additionalLength + (headerDigest ? DIGEST_LENGTH : 0)) return undefined;
    const additionalHeader = additionalLength === 0 ? noBytes : new Uint8Array(additionalLength);
    this.#read(additionalHeader);
    const problem = headerDigest ? this.#digestProblem('header', crc32c(additionalHeader, crc32c(header))) : undefined;
    if (problem !== undefined) return this.#lose('header-digest', problem);
    this.#additionalHeader = additionalHeader;
    return headerDigest ? this.#overlong() : undefined;
  }

  /** A data segment longer than may be. */
  #overlong(): WireError | undefined {
    const dataLength = dataSegmentLengthOf(this.#header);
    const most = this.framing.maximumDataSegmentLength;
    if (dataLength <= most) return undefined;
    const message = `bytes 5 to 7 (DataSegmentLength) are ${dataLength}, and at most ${most} may stand there (${opcodeName(opcodeOf(this.#header))})`;
    return this.#lose('too-long', message);
  }

  /** Reads the digest of what has this checksum; what is wrong with it. */
  #digestProblem(covered: 'header' | 'data', checksum: number): string | undefined {
    this.#read(this.#digest);
    const digest = digestAt(this.#digest, 0);
    if (digest === checksum) return undefined;
    return `the ${covered} digest is ${hexadecimal(digest)}, and ${hexadecimal(checksum)} is that of what arrived (${opcodeName(opcodeOf(this.#header))})`;
  }

  #lose(reason: WireError['reason'], message: string): WireError {
    this.#lost = true;
    this.#basicHeaderIsRead = false;
    this.#chunks = [];
    this.#available = 0;
    return wireError(reason, message, this.#header);
  }

  /** Copies the next bytes into `target`. */
  #read(target: Uint8Array): void {
    for (let filled = 0; filled < target.length; ) {
      const chunk = this.#chunks[this.#chunk]!;
      const count = Math.min(target.length - filled, chunk.length - this.#offset);
      for (let n = 0; n < count; n++) target[filled + n] = chunk[this.#offset + n]!;
      filled += count;
      giveBack(chunk.buffer, chunk.byteOffset + this.#offset, count);
      this.#skip(count);
    }
  }

  /** The next `length` bytes as they lie. */
  #view(length: number): ByteList {
    if (length === 0) return ByteList.empty;
    const pieces: Uint8Array[] = [];
    for (let rest = length; rest > 0; ) {
      const chunk = this.#chunks[this.#chunk]!;
      const count = Math.min(rest, chunk.length - this.#offset);
      pieces.push(count === chunk.length ? chunk : chunk.subarray(this.#offset, this.#offset + count));
      rest -= count;
      this.#skip(count);
    }
    return ByteList.from(pieces);
  }

  #skip(length: number): void {
    this.#available -= length;
    let rest = length;
    while (rest > 0) {
      const left = this.#chunks[this.#chunk]!.length - this.#offset;
      if (rest < left) {
        this.#offset += rest;
        return;
      }
      rest -= left;
      this.#chunk++;
      this.#offset = 0;
    }
  }

  /** Lets go of the chunks that are used up. */
  #release(): void {
    if (this.#chunk === 0) return;
    if (this.#chunk === this.#chunks.length) this.#chunks.length = 0;
    else this.#chunks.splice(0, this.#chunk);
    this.#chunk = 0;
  }
}

const hexadecimal = (checksum: number): string => `${checksum.toString(16).toUpperCase().padStart(8, '0')}h`;
