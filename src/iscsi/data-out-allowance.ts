/**
 * The account of all data of commands that a session holds before its device takes them: what comes with the commands, unasked for, and what has
 * been solicited ahead of the device. It never holds more than its limit and one first burst besides, whatever an initiator sends.
 *
 * What commands bring cannot be refused once the command window has admitted them, so the window keeps to this account (`session-tasks.ts`), and
 * what it has promised is not given to R2Ts. Data of a command whose turn has come is asked for without limit: the device has room for it.
 *
 * Views hold whole chunks of memory, however little of them they show. `keep` counts those, so that data in crumbs are copied rather than kept.
 */
import type { ByteList } from '../foundation/byte-list.ts';

/** Of the limit: how much memory may stand behind the data before what arrives is copied. */
const chunkFactor = 2;

export class DataOutAllowance {
  readonly #limitBytes: number;
  readonly #promisedBytes: () => number;
  #usedBytes = 0;
  #waiting: (() => void)[] = [];
  /** How many kept lists look into a chunk. */
  readonly #chunks = new Map<ArrayBufferLike, number>();
  #chunkBytes = 0;

  /** `promisedBytes` tells what may still come unasked for. */
  constructor(limitBytes: number, promisedBytes: () => number = () => 0) {
    this.#limitBytes = limitBytes;
    this.#promisedBytes = promisedBytes;
  }

  /** What is neither held nor expected; below 0 when more is. */
  get unusedBytes(): number {
    return this.#limitBytes - this.#usedBytes;
  }

  /** What is not promised, either. */
  get freeBytes(): number {
    return this.unusedBytes - this.#promisedBytes();
  }

  /** For what comes unasked for. */
  charge(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** For what is to be asked for: false when that much is not free. */
  reserve(bytes: number): boolean {
    if (bytes > this.freeBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    if (bytes === 0) return;
    this.#usedBytes -= bytes;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const retry of waiting) retry();
  }

  /** Calls `retry` once, when something has been released. */
  wait(retry: () => void): void {
    this.#waiting.push(retry);
  }

  /** Whether data may be kept as they lie: false when they would hold too much memory. */
  keep({ pieces }: ByteList): boolean {
    if (this.#chunkBytes > chunkFactor * this.#limitBytes) return false;
    for (const { buffer } of pieces) {
      const count = this.#chunks.get(buffer) ?? 0;
      if (count === 0) this.#chunkBytes += buffer.byteLength;
      this.#chunks.set(buffer, count + 1);
    }
    return true;
  }

  /** Ends what `keep` has begun, for the same pieces; without effect for what was not kept. */
  letGo({ pieces }: ByteList): void {
    for (const { buffer } of pieces) {
      const count = this.#chunks.get(buffer);
      if (count === undefined) continue;
      if (count > 1) this.#chunks.set(buffer, count - 1);
      else {
        this.#chunks.delete(buffer);
        this.#chunkBytes -= buffer.byteLength;
      }
    }
  }
}
