/** Short words for tests about cartridges: SIMH bytes written by hand, runs, and what is read. */

import { type MediumObject, type RecordRun, toBlockNumber, type Volume, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
/** `hex('03000000 616263 00 03000000')`. */
export const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
export const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);

/** Blocks of equal length, one for each string. */
export const blocks = (...contents: string[]): RecordRun => ({
  kind: 'block',
  count: contents.length,
  recordLength: contents[0]!.length,
  data: ByteList.of(text(contents.join(''))),
});
export const filemarks = (count = 1): RecordRun => ({ kind: 'filemark', count, recordLength: 0, data: ByteList.empty });
export const setmarks = (count = 1): RecordRun => ({ ...filemarks(count), kind: 'setmark' });

/** The block in an envelope with protection information. */
export const enveloped = (content: string, protection = '01020304'): RecordRun => ({
  ...blocks(content),
  envelope: { protection: hex(protection) },
});

/** `abc`, `|` for a filemark, `#` for a setmark, `! why` for damage. */
export const inWords = (object: MediumObject): string =>
  object.kind === 'block'
    ? new TextDecoder().decode(object.data)
    : object.kind === 'damaged'
      ? `! ${object.reason}`
      : marksInWords[object.kind];

const marksInWords = { filemark: '|', setmark: '#' } as const;

export const only = (volume: Volume): VolumePartition => volume.partitions[0]!;

/** Everything on the partition. */
export async function readAll(partition: VolumePartition): Promise<string[]> {
  const objects: string[] = [];
  while (objects.length < partition.endOfData)
    for (const object of await partition.read(toBlockNumber(objects.length), 1000)) objects.push(inWords(object));
  return objects;
}
