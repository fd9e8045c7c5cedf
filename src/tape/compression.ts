/**
 * What compression makes of the capacity. Blocks stand on the medium as the host wrote them, so that other programs can read the file; how much
 * of the tape they take is modelled.
 */
import { deflateRawSync } from 'node:zlib';
import type { ByteList } from '../foundation/byte-list.ts';
import type { Settings } from './settings.ts';

/** How well data are compressed while the host has compression on (DCE): by a ratio such as 2 for 2:1, or as a sample of each block really does. */
export type CompressionModel = 'none' | 'sampled' | { readonly ratio: number };

/** A sample is taken in so many slices of so many bytes, spread over the block: it costs the same for any block, and sees more than its head. */
const slices = 4;
const sliceBytes = 1024;
/** Compressed lengths are whole parts of a block's, so that blocks of a kind take the same and remain one run in the index. */
const parts = 32;

export class Compression {
  readonly model: CompressionModel;
  readonly #settings: Pick<Settings, 'compress'>;

  constructor(model: CompressionModel, settings: Pick<Settings, 'compress'>) {
    this.model = model;
    this.#settings = settings;
  }

  /** What each of these equal blocks takes of the capacity, in bytes; at least 1, at most `recordLength`. */
  footprintLength(data: ByteList, recordLength: number): number {
    const { model } = this;
    if (model === 'none' || !this.#settings.compress) return recordLength;
    if (model === 'sampled') return Math.ceil((recordLength * partsOfSample(sample(data))) / parts);
    return Math.min(recordLength, Math.max(1, Math.ceil(recordLength / model.ratio)));
  }
}

function partsOfSample(bytes: Uint8Array): number {
  const compressed = deflateRawSync(bytes, { level: 1 }).length / bytes.length;
  return Math.min(parts, Math.max(1, Math.ceil(compressed * parts)));
}

function sample(data: ByteList): Uint8Array {
  if (data.length <= slices * sliceBytes) return data.toBytes();
  const step = (data.length - sliceBytes) / (slices - 1);
  return Buffer.concat(
    Array.from({ length: slices }, (_, at) => data.slice(Math.floor(at * step), Math.floor(at * step) + sliceBytes).toBytes()),
  );
}
