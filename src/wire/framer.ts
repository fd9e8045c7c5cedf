/**
 * Cuts a stream of bytes into PDUs (RFC 7143 §11.2): basic header, additional header segments, data segment, padding. The chunks may be cut
 * anywhere. Data segments are views on the chunks they arrived in, and belong
 * to whoever gets the PDU; headers are copied, into one buffer that every PDU uses again, and given back.
 *
 * A data segment longer than `maximumDataSegmentLength` ends the stream: its sender does not keep to what was negotiated, and the bound is
 * what keeps the bytes held here few. The digests, when negotiated, will be checked where the header and the data are complete.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { giveBack } from '../foundation/slab.ts';
import { additionalHeaderLengthOf, dataSegmentLengthOf, decodePdu, HEADER_LENGTH, opcodeOf, paddingOf } from './codec.ts';
import { opcodeName } from './opcode.ts';
import type { Pdu } from './pdu.ts';
import { type WireError, wireError } from './wire-error.ts';

export type Decode<P extends Pdu> = (header: Uint8Array, additionalHeader: Uint8Array, data: ByteList) => P | WireError;

const noBytes = new Uint8Array(0);

export class Framer<P extends Pdu = Pdu> {
  /** MaxRecvDataSegmentLength as declared to the sender; it may be changed between PDUs. */
  maximumDataSegmentLength: number;
  readonly #decode: Decode<P>;
  /** What has arrived and is not yet part of a PDU. */
  #chunks: Uint8Array[] = [];
  /** The first chunk in use, and how much of it is used. */
  #chunk = 0;
  #offset = 0;
  #available = 0;
  readonly #header = new Uint8Array(HEADER_LENGTH);
  #headerIsComplete = false;
  #lost = false;

  constructor(options: { maximumDataSegmentLength: number; decode?: Decode<P> }) {
    this.maximumDataSegmentLength = options.maximumDataSegmentLength;
    this.#decode = options.decode ?? (decodePdu as Decode<Pdu> as Decode<P>);
  }

  /** Bytes that have arrived and are not yet part of a PDU. */
  get pendingBytes(): number {
    return this.#available + (this.#headerIsComplete ? HEADER_LENGTH : 0);
  }

  /** Takes the next bytes of the stream, which must not change any more. */
  push(chunk: Uint8Array): void {
    if (this.#lost || chunk.length === 0) return;
    // Views on a plain Uint8Array are cheaper than on a Buffer.
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    this.#available += chunk.length;
  }

  /** The next PDU, or undefined until more bytes arrive. After an error that loses the stream's boundaries there is nothing any more. */
  next(): P | WireError | undefined {
    if (this.#lost) return undefined;
    const header = this.#header;
    if (!this.#headerIsComplete) {
      if (this.#available < HEADER_LENGTH) return undefined;
      this.#read(header);
      this.#headerIsComplete = true;
    }
    const dataLength = dataSegmentLengthOf(header);
    if (dataLength > this.maximumDataSegmentLength) return this.#lose(dataLength);
    const additionalLength = additionalHeaderLengthOf(header);
    if (this.#available < additionalLength + dataLength + paddingOf(dataLength)) return undefined;
    const additionalHeader = additionalLength === 0 ? noBytes : new Uint8Array(additionalLength);
    this.#read(additionalHeader);
    const data = this.#view(dataLength);
    this.#discard(paddingOf(dataLength));
    this.#release();
    this.#headerIsComplete = false;
    return this.#decode(header, additionalHeader, data);
  }

  #lose(dataLength: number): WireError {
    const header = this.#header;
    this.#lost = true;
    this.#headerIsComplete = false;
    this.#chunks = [];
    this.#available = 0;
    const message = `bytes 5 to 7 (DataSegmentLength) are ${dataLength}, and at most ${this.maximumDataSegmentLength} may stand there (${opcodeName(opcodeOf(header))})`;
    return wireError('too-long', message, header);
  }

  /** Copies the next bytes into `target`. */
  #read(target: Uint8Array): void {
    for (let filled = 0; filled < target.length; ) {
      const chunk = this.#chunks[this.#chunk]!;
      const count = Math.min(target.length - filled, chunk.length - this.#offset);
      for (let n = 0; n < count; n++) target[filled + n] = chunk[this.#offset + n]!;
      filled += count;
      this.#skip(count);
      giveBack(chunk.buffer, count);
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

  /** Passes bytes over that nobody wants. */
  #discard(length: number): void {
    for (let rest = length; rest > 0; ) {
      const chunk = this.#chunks[this.#chunk]!;
      const count = Math.min(rest, chunk.length - this.#offset);
      rest -= count;
      this.#skip(count);
      giveBack(chunk.buffer, count);
    }
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
