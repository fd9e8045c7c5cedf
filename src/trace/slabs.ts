/**
 * The last so many bytes of records, in slabs of equal size: when there is no room left, the oldest slab goes, to `spilt` if anybody keeps what is
 * older. A record is bytes in a row with its length before them; it never spans two slabs.
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';

export interface Slab {
  /** The number of its first record. */
  readonly first: number;
  readonly bytes: Uint8Array;
  used: number;
}

/** One that may still be written to. */
interface OpenSlab extends Slab {
  readonly view: DataView;
}

const LENGTH_BYTES = 4;

export class Slabs {
  /** The most that a record can hold. */
  readonly largestRecord: number;
  readonly #slabBytes: number;
  readonly #most: number;
  readonly #spilt: ((slab: Slab) => void) | undefined;
  #slabs: OpenSlab[] = [];
  #count = 0;

  constructor(options: { capacityBytes: number; slabBytes?: number; spilt?: ((slab: Slab) => void) | undefined }) {
    const { capacityBytes, slabBytes = Math.min(1 << 20, capacityBytes), spilt } = options;
    this.#slabBytes = slabBytes;
    this.#most = Math.max(1, Math.floor(capacityBytes / slabBytes));
    this.#spilt = spilt;
    this.largestRecord = slabBytes - LENGTH_BYTES;
  }

  /** How many records there have been. */
  get count(): number {
    return this.#count;
  }

  /** The oldest record that is still there. */
  get oldest(): number {
    return this.#slabs[0]?.first ?? this.#count;
  }

  /** The slab that ends with room for a record of this length, to be filled at once. */
  append(length: number): OpenSlab {
    let slab = this.#slabs.at(-1);
    if (slab === undefined || slab.used + LENGTH_BYTES + length > this.#slabBytes) slab = this.#begin();
    const at = slab.used + LENGTH_BYTES;
    putUint32(slab.bytes, slab.used, length);
    slab.used = at + length;
    this.#count += 1;
    return slab;
  }

  /** What there is now, oldest first; what is added later does not change it. */
  snapshot(): readonly Slab[] {
    return this.#slabs.map((slab) => ({ ...slab }));
  }

  #begin(): OpenSlab {
    if (this.#slabs.length === this.#most) {
      const gone = this.#slabs.shift()!;
      this.#spilt?.(gone);
    }
    const bytes = new Uint8Array(this.#slabBytes);
    const slab = { first: this.#count, bytes, view: new DataView(bytes.buffer), used: 0 };
    this.#slabs.push(slab);
    return slab;
  }
}

/** The records of a slab, oldest first, with their numbers. */
export function* recordsOf({ first, bytes, used }: Slab): Generator<{ readonly number: number; readonly bytes: Uint8Array }> {
  let number = first;
  for (let at = 0; at < used; ) {
    const end = at + LENGTH_BYTES + uint32At(bytes, at);
    yield { number: number++, bytes: bytes.subarray(at + LENGTH_BYTES, end) };
    at = end;
  }
}
