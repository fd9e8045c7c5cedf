/**
 * The data of blocks on their way to the host: large blocks as the views they are, small ones copied side by side, because a few large pieces cost
 * the transport less than thousands of tiny ones. What the host has no room for is counted by the reader and not kept.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { shareAll } from '../foundation/slab.ts';

/** Below this, copying a block is cheaper than carrying a view of it. */
const copiedBelowBytes = 4096;

export class Gathering {
  readonly #limitBytes: number;
  readonly #pieces: Uint8Array[] = [];
  readonly #copies: Uint8Array | undefined;
  #length = 0;

  constructor(blockLength: number, limitBytes: number) {
    this.#limitBytes = limitBytes;
    if (blockLength < copiedBelowBytes && blockLength < limitBytes) this.#copies = Buffer.allocUnsafe(limitBytes);
  }

  add(block: Uint8Array): void {
    const kept = block.subarray(0, this.#limitBytes - this.#length);
    if (this.#copies === undefined) {
      // They leave for the wire, whatever becomes of the buffer that they stand in.
      shareAll([kept]);
      this.#pieces.push(kept);
    } else this.#copies.set(kept, this.#length);
    this.#length += kept.length;
  }

  /** A block, and what follows it on its way; always welcome. */
  take(block: Uint8Array, information: Uint8Array | undefined): boolean {
    this.add(block);
    if (information !== undefined) this.add(information);
    return true;
  }

  takePart(part: Uint8Array): void {
    this.take(part, undefined);
  }

  bytes(): ByteList {
    return this.#copies === undefined ? ByteList.from(this.#pieces) : ByteList.of(this.#copies.subarray(0, this.#length));
  }
}

/** The same of blocks whose bytes a host wants last byte first: READ REVERSE with BYTORD=0. */
export class ReversedGathering extends Gathering {
  override take(block: Uint8Array, information: Uint8Array | undefined): boolean {
    if (information !== undefined) this.add(Uint8Array.from(information).reverse());
    this.add(Uint8Array.from(block).reverse());
    return true;
  }
}
