/**
 * What compression makes of the capacity. Blocks stand on the medium as the host wrote them, so that other programs can read the file; how much
 * of the tape they take is modelled.
 */
import type { ByteList } from '../foundation/byte-list.ts';

/** How well data are compressed while the host has compression on (DCE): by a ratio such as 2 for 2:1, or as a sample of each block really does. */
export type CompressionModel = 'none' | 'sampled' | { readonly ratio: number };

export class Compression {
  readonly model: CompressionModel;

  constructor(model: CompressionModel) {
    this.model = model;
  }

  /** What each of these equal blocks takes of the capacity, in bytes; at least 1, at most `recordLength`. */
  footprintLength(_data: ByteList, recordLength: number): number {
    return recordLength;
  }
}
