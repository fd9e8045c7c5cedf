/**
 * The data of many equal blocks on their way to the host: large blocks as the views they are, small ones copied side by side, because a few
 * large pieces cost the transport less than thousands of tiny ones. What the host has no room for is counted by the reader and not kept.
 */
import { ByteList } from '../foundation/byte-list.ts';

/** Below this, copying a block is cheaper than carrying a view of it. */
const copiedBelowBytes = 4096;

export class Gathering {
  readonly #limitBytes: number;
  readonly #pieces: Uint8Array[] = [];
  readonly #copies: Uint8Array | undefined;
  #length = 0;

  constructor(blockLength: number, limitBytes: number) {
    this.#limitBytes = limitBytes;
    if (blockLength < copiedBelowBytes) this.#copies = Buffer.allocUnsafe(limitBytes);
  }

  add(block: Uint8Array): void {
    const kept = block.subarray(0, this.#limitBytes - this.#length);
    if (this.#copies === undefined) this.#pieces.push(kept);
    else this.#copies.set(kept, this.#length);
    this.#length += kept.length;
  }

  bytes(): ByteList {
    return this.#copies === undefined ? ByteList.of(...this.#pieces) : ByteList.of(this.#copies.subarray(0, this.#length));
  }
}
