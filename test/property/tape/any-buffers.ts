/**
 * Buffers of any size between a host and the medium, from smaller than one block to larger than the tape, and the memory that a host's data comes in: slabs
 * that hold less than one block or all of them, in pieces of a few bytes or in one. A drive does the same whatever they are.
 */
import fc from 'fast-check';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { type Slab, SlabPool } from '../../../src/foundation/slab.ts';

const MiB = 1024 * 1024;

export interface Buffers {
  /** The drive's, as its model has them. */
  readonly bufferBytes: number;
  readonly readAheadBytes: number;
  /** What a host's data comes in. */
  readonly slabBytes: number;
  readonly pieceBytes: number;
}

export const anyBuffers: fc.Arbitrary<Buffers> = fc.record({
  bufferBytes: fc.constantFrom(1, 300, 1024, 4096, 64 * MiB, 256 * MiB),
  readAheadBytes: fc.constantFrom(1, 300, 1000, 4096, 8 * MiB, 64 * MiB),
  slabBytes: fc.constantFrom(512, 4096, 256 * 1024),
  pieceBytes: fc.constantFrom(1, 7, 100, 512, 8192),
});

/** Has data arrive as a socket's does: copied into slabs, to be given back by whoever has brought it to its place. */
export function arrivingInSlabs({ slabBytes, pieceBytes }: Pick<Buffers, 'slabBytes' | 'pieceBytes'>): (data: Uint8Array) => ByteList {
  const pool = new SlabPool({ slabBytes, keptBytes: MiB });
  let slab: Slab = pool.take();
  return (data) => {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < data.length; ) {
      if (slab.rest.length === 0) {
        slab.finish();
        slab = pool.take();
      }
      const count = Math.min(pieceBytes, slab.rest.length, data.length - at);
      slab.rest.set(data.subarray(at, at + count));
      pieces.push(slab.lend(count));
      at += count;
    }
    return ByteList.from(pieces);
  };
}
