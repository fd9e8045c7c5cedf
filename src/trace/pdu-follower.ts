/**
 * Follows one direction of a connection and says what each of its bytes is (RFC 7143 §11.1): part of a PDU's headers with their digest, of its data
 * segment, or of what closes it, padding and data digest. It keeps the basic header segment and nothing else. Where the stream has been spoilt it
 * goes on with whatever lengths it finds: any bytes are followed.
 */
import { additionalHeaderLengthOf, dataSegmentLengthOf, HEADER_LENGTH, opcodeOf, paddingOf } from '../wire/codec.ts';

export type PduPart = 'headers' | 'data' | 'closing';

export interface PduListener {
  /** `piece` holds, from `from` to `to`, so much of this part of the PDU. */
  part(part: PduPart, piece: Uint8Array, from: number, to: number): void;
  /** The basic header segment is complete. */
  headed?(): void;
  /** The PDU is. */
  ended?(): void;
}

const DIGEST_LENGTH = 4;

export class PduFollower {
  /** Of the PDU that has begun last; complete when its listener has been told `headed`. */
  readonly header = new Uint8Array(HEADER_LENGTH);
  headerDigest = false;
  dataDigest = false;
  /** How much of its data segment has gone by. */
  dataBytes = 0;
  #headed = 0;
  #headersLeft = 0;
  #dataLeft = 0;
  #closingLeft = 0;

  get opcode(): number {
    return opcodeOf(this.header);
  }

  /** The next byte begins a PDU. */
  get between(): boolean {
    return this.#headed === 0;
  }

  follow(piece: Uint8Array, listener: PduListener, start = 0): void {
    for (let at = start; at < piece.length; ) {
      if (this.#headed < HEADER_LENGTH) at = this.#head(piece, at, listener);
      else if (this.#headersLeft > 0) {
        const to = Math.min(piece.length, at + this.#headersLeft);
        this.#headersLeft -= to - at;
        listener.part('headers', piece, at, to);
        at = to;
      } else if (this.#dataLeft > 0) {
        const to = Math.min(piece.length, at + this.#dataLeft);
        this.#dataLeft -= to - at;
        listener.part('data', piece, at, to);
        this.dataBytes += to - at;
        at = to;
      } else {
        const to = Math.min(piece.length, at + this.#closingLeft);
        this.#closingLeft -= to - at;
        listener.part('closing', piece, at, to);
        at = to;
      }
      if (this.#headed === HEADER_LENGTH && this.#headersLeft + this.#dataLeft + this.#closingLeft === 0) {
        this.#headed = 0;
        listener.ended?.();
      }
    }
  }

  #head(piece: Uint8Array, from: number, listener: PduListener): number {
    const to = Math.min(piece.length, from + HEADER_LENGTH - this.#headed);
    // Byte by byte: for so few that is the fastest way.
    for (let at = from; at < to; at++) this.header[this.#headed + at - from] = piece[at]!;
    this.#headed += to - from;
    if (this.#headed === HEADER_LENGTH) {
      const length = dataSegmentLengthOf(this.header);
      this.#headersLeft = additionalHeaderLengthOf(this.header) + (this.headerDigest ? DIGEST_LENGTH : 0);
      this.#dataLeft = length;
      this.#closingLeft = paddingOf(length) + (this.dataDigest && length > 0 ? DIGEST_LENGTH : 0);
      this.dataBytes = 0;
    }
    listener.part('headers', piece, from, to);
    if (this.#headed === HEADER_LENGTH) listener.headed?.();
    return to;
  }
}
