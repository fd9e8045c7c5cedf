/** Blocks no two of which are the same, made at the price of a copy: each is a stretch of one store of chance, stamped with its number at both ends. */
import { createHash } from 'node:crypto';
import { Dice } from '../fuzz/dice.ts';
import type { ObjectName } from './tape-record.ts';

export const longestBlock = 256 * 1024;
const strideBytes = 61;

export class BlockStock {
  readonly #store: Uint8Array;
  readonly #owner: number;
  #blocks = 0;

  /** `owner` tells the blocks of several stocks of one seed apart. */
  constructor(seed: number, owner: number) {
    this.#store = new Dice(seed, owner).bytes(2 * longestBlock);
    this.#owner = owner;
  }

  /** `count` blocks of `length` bytes in a row. */
  take(length: number, count = 1): { readonly data: Uint8Array; readonly names: readonly ObjectName[] } {
    const data = new Uint8Array(length * count);
    const names = Array.from({ length: count }, (_, index) => {
      const block = data.subarray(index * length, (index + 1) * length);
      const from = (this.#blocks * strideBytes) % longestBlock;
      block.set(this.#store.subarray(from, from + length));
      this.#stamp(block);
      this.#blocks += 1;
      return nameOf(block);
    });
    return { data, names };
  }

  #stamp(block: Uint8Array): void {
    if (block.length < 16) return;
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    for (const at of [0, block.length - 8]) {
      view.setUint32(at, this.#owner);
      view.setUint32(at + 4, this.#blocks);
    }
  }
}

/** A block that is long enough bears who wrote it, and as which. */
export function nameOf(block: Uint8Array): ObjectName {
  const digest = createHash('sha1').update(block).digest('hex').slice(0, 12);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const stamp = block.length < 16 ? '' : ` ${view.getUint32(0)}:${view.getUint32(4)}`;
  return `block${stamp} of ${block.length} bytes, ${digest}`;
}
