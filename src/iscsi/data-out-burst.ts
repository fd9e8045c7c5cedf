/**
 * Bytes that arrive under one Target Transfer Tag, or unsolicited, up to a Data-Out with F (RFC 7143 §11.7). They are kept as they came: views on
 * memory that holds more than they show. Where that is out of proportion, because they come in crumbs or the chunks behind the views are too many,
 * the burst gets memory of its own, of just its length.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { giveBackAll } from '../foundation/slab.ts';
import type { DataOutAllowance } from './data-out-allowance.ts';

/** So many pieces may be of any length; more of them have to be worth keeping apart. */
const fewPieces = 16;
const minimumMeanPieceBytes = 512;

export class DataOutBurst {
  readonly start: number;
  readonly end: number;
  /** What the next Data-Out is to bear. */
  next: number;
  dataSn = 0;
  readonly #allowance: DataOutAllowance;
  #pieces: ByteList[] = [];
  #copy: Uint8Array | undefined;

  constructor(start: number, end: number, allowance: DataOutAllowance) {
    this.start = start;
    this.end = end;
    this.next = start;
    this.#allowance = allowance;
  }

  /** What has arrived. */
  get data(): ByteList {
    if (this.#copy !== undefined) return ByteList.of(this.#copy.subarray(0, this.next - this.start));
    return ByteList.concat(this.#pieces);
  }

  /** Takes the data of the next Data-Out, which must fit. */
  append(data: ByteList): void {
    if (data.length > 0) {
      const crumbs = this.#pieces.length >= fewPieces && this.next - this.start < this.#pieces.length * minimumMeanPieceBytes;
      if (this.#copy === undefined && !crumbs && this.#allowance.keep(data)) this.#pieces.push(data);
      else this.#append(data);
    }
    this.next += data.length;
    this.dataSn += 1;
  }

  /** Nobody wants what has arrived. */
  discard(): void {
    for (const piece of this.#pieces) this.#allowance.letGo(piece);
    this.#pieces = [];
    this.#copy = undefined;
  }

  #append(data: ByteList): void {
    if (this.#copy === undefined) {
      this.#copy = new Uint8Array(this.end - this.start);
      let offset = 0;
      for (const piece of this.#pieces) {
        this.#allowance.letGo(piece);
        offset = moveInto(this.#copy, offset, piece);
      }
      this.#pieces = [];
    }
    moveInto(this.#copy, this.next - this.start, data);
  }
}

function moveInto(target: Uint8Array, offset: number, data: ByteList): number {
  data.copyTo(target, offset);
  giveBackAll(data.pieces);
  return offset + data.length;
}
