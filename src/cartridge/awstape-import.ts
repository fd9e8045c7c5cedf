/**
 * AWSTAPE and HET images on their way in. The file is walked to its end first, so that garbage is refused before anything is made of it, and read
 * a second time into the tape file of the new cartridge: its blocks lie there as any others do.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { type ImageObject, readAwstape } from './awstape-reader.ts';
import { ObjectKind, RecordIndex } from './record-index.ts';
import { layOut } from './record-writer.ts';
import type { RecordedObject } from './recorded-tape.ts';
import type { StoreFile } from './store.ts';
import type { RecordRun } from './volume.ts';
import { ImageFault, type WalkedImage } from './walked-image.ts';

/** @throws StoreError */
export async function walkAwstape(image: StoreFile, checksums: boolean): Promise<WalkedImage> {
  const index = new RecordIndex();
  let fault: ImageFault | undefined;
  let hasCompressed = false;
  try {
    for await (const objects of readAwstape(image))
      for (const object of objects) {
        const { kind, recordLength } = runOf(object);
        index.append(ObjectKind[kind], 1, recordLength);
        if (object.kind === 'block' && object.compressed) hasCompressed = true;
      }
  } catch (error) {
    if (!(error instanceof ImageFault)) throw error;
    fault = error;
  }
  return {
    format: hasCompressed ? 'het' : 'aws',
    index,
    fault,
    fill: (tap) => fill(image, tap, checksums),
    objects: () => recorded(image),
  };
}

/** @throws ImageFault when the image is not what it was any more, StoreError */
async function* recorded(image: StoreFile): AsyncGenerator<RecordedObject, void, undefined> {
  for await (const objects of readAwstape(image))
    for (const object of objects)
      yield object.kind === 'block' ? { kind: 'block', data: Buffer.concat(object.data.pieces) } : { kind: 'filemark' };
}

/** @throws ImageFault when the image is not what it was any more, StoreError */
async function fill(image: StoreFile, tap: StoreFile, checksums: boolean): Promise<{ index: RecordIndex; tapLength: number }> {
  const index = new RecordIndex();
  for await (const objects of readAwstape(image)) {
    const runs = objects.map(runOf);
    const laidOut = layOut(runs, checksums);
    await tap.write(laidOut.pieces, index.endOffset);
    let block = 0;
    for (const { kind, recordLength } of runs) {
      const checksummed = checksums && kind === 'block';
      index.append(ObjectKind[kind], 1, recordLength, { checksummed });
      if (checksummed) index.setChecksum(index.count - 1, laidOut.checksums[block++]!);
    }
  }
  return { index, tapLength: index.endOffset };
}

const runOf = (object: ImageObject): RecordRun =>
  object.kind === 'block'
    ? { kind: 'block', count: 1, recordLength: object.data.length, data: object.data }
    : { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty };
