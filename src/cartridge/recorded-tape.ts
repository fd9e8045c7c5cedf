/**
 * What is recorded on a cartridge, or in a tape image, for a program that reads it as it lies there, without a drive. Nothing is changed by it, so a
 * cartridge may be in a drive meanwhile: then it is read as a crash would have left it at the beginning.
 */
import { type CartridgeDescription, partitionFiles } from './cartridge-file.ts';
import { examinePartition } from './open-partition.ts';
import type { RecordIndex } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import type { Store, StoreFile } from './store.ts';

/** A block or a mark; `unreadable` is a block whose data cannot be had, and how long it is said to be. */
export type RecordedObject =
  | { readonly kind: 'block'; readonly data: Uint8Array }
  | { readonly kind: 'filemark' }
  | { readonly kind: 'setmark' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly lengthBytes: number };

export interface RecordedTape {
  /** From the beginning, once. @throws StoreError, ImageFault */
  objects(): AsyncGenerator<RecordedObject, void, undefined>;
  close(): Promise<void>;
}

const readBytes = 1024 * 1024;

/** The objects of a SIMH tape file that are in its index. @throws StoreError */
export async function* recordedObjects(tap: StoreFile, index: RecordIndex): AsyncGenerator<RecordedObject, void, undefined> {
  for (let position = 0; position < index.count; ) {
    for (const { object } of await readObjects(tap, index, position, readBytes)) {
      const lengthBytes = index.runOf(position).recordLength;
      position++;
      if (object.kind === 'damaged') yield { kind: 'unreadable', reason: object.reason, lengthBytes };
      else if (object.kind !== 'block') yield object;
      else if (object.envelope?.encryption === undefined) yield { kind: 'block', data: object.data };
      else yield { kind: 'unreadable', reason: 'a drive has enciphered it', lengthBytes };
    }
  }
}

/** Of its first partition, which is all that a drive shows of a cartridge first. @throws StoreError */
export async function openRecorded(store: Store, folder: string, description: CartridgeDescription): Promise<RecordedTape> {
  const { checksum, partitions, discardsData } = description;
  const left = partitions[0]?.left ?? null;
  if (left === 'blank') return { objects: async function* () {}, close: async () => {} };
  const files = partitionFiles(folder, 0);
  const { index } = await examinePartition(store, files, { checksums: checksum === 'crc32c', discardsData, left });
  const tap = await store.openFile(files.tapPath, 'read');
  return { objects: () => recordedObjects(tap, index), close: () => tap.close() };
}
