/**
 * Bytes of a stream that are kept and bytes that are not, in turn, until they are copied into a record. Made once and used again and again: this is
 * done for every PDU that passes.
 *
 *     run   0–3   bytes kept   4–7   bytes left out behind them   8–   the bytes kept
 */
import { putUint32 } from '../foundation/big-endian.ts';

export const RUN_BYTES = 8;

const empty = new Uint8Array(0);
/** Fewer bytes than these are copied one by one sooner. */
const few = 96;

export class Runs {
  /** Of the stream. */
  length = 0;
  #count = 0;
  #keptBytes = 0;
  readonly #pieces: Uint8Array[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #gaps: number[] = [];

  /** What `copyTo` needs. */
  get recordBytes(): number {
    return this.#count * RUN_BYTES + this.#keptBytes;
  }

  /** From `from` to `to`; what lies before `keptTo` is kept. */
  add(piece: Uint8Array, from: number, to: number, keptTo: number): void {
    this.length += to - from;
    const last = this.#count - 1;
    if (keptTo > from) {
      this.#keptBytes += keptTo - from;
      if (last >= 0 && this.#pieces[last] === piece && this.#to[last] === from) this.#to[last] = keptTo;
      else this.#push(piece, from, keptTo);
    }
    if (to === keptTo) return;
    if (this.#count === 0) this.#push(empty, 0, 0);
    this.#gaps[this.#count - 1]! += to - keptTo;
  }

  copyTo(target: Uint8Array, offset: number): void {
    let at = offset;
    for (let n = 0; n < this.#count; n++) {
      const piece = this.#pieces[n]!;
      const from = this.#from[n]!;
      const to = this.#to[n]!;
      putUint32(target, at, to - from);
      putUint32(target, at + 4, this.#gaps[n]!);
      at += RUN_BYTES;
      if (to - from < few) for (let byte = from; byte < to; byte++) target[at + byte - from] = piece[byte]!;
      else target.set(piece.subarray(from, to), at);
      at += to - from;
    }
  }

  /** Holds nothing back of what it was given. */
  clear(): void {
    for (let n = 0; n < this.#count; n++) this.#pieces[n] = empty;
    this.length = 0;
    this.#count = 0;
    this.#keptBytes = 0;
  }

  /** The same as several, each of which needs so many bytes at most. */
  inPortionsOf(most: number): readonly Runs[] {
    const portions = [new Runs()];
    for (let n = 0; n < this.#count; n++) {
      const to = this.#to[n]!;
      for (let from = this.#from[n]!; ; ) {
        let portion = portions.at(-1)!;
        let room = most - portion.recordBytes - RUN_BYTES;
        if (room <= 0) {
          portion = new Runs();
          portions.push(portion);
          room = most - RUN_BYTES;
        }
        const until = Math.min(to, from + room);
        portion.#keptBytes += until - from;
        portion.#push(this.#pieces[n]!, from, until);
        from = until;
        if (from < to) continue;
        portion.#gaps[portion.#count - 1] = this.#gaps[n]!;
        break;
      }
    }
    return portions;
  }

  #push(piece: Uint8Array, from: number, to: number): void {
    const n = this.#count++;
    this.#pieces[n] = piece;
    this.#from[n] = from;
    this.#to[n] = to;
    this.#gaps[n] = 0;
  }
}
