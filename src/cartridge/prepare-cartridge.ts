/** Makes a cartridge on a store in one step, so that it is there whole or not at all; and makes partitions blank. */
import { basename, dirname, join } from 'node:path';
import { maximumPartitions } from './capacity.ts';
import { type CartridgeDescription, type PartitionDescription, partitionFiles, writeDescription } from './cartridge-file.ts';
import { compactJournal, rewriteJournal } from './journal.ts';
import type { PartitionFiles } from './open-partition.ts';
import type { FilesLeft } from './partition.ts';
import { RecordIndex } from './record-index.ts';
import type { Store, StoreFile } from './store.ts';

/** Content for a new partition: fills its empty tape file and gives the index of what it has put there. */
export type FillTape = (tap: StoreFile) => Promise<{ readonly index: RecordIndex; readonly tapLength: number }>;

const blank: FillTape = async () => ({ index: new RecordIndex(), tapLength: 0 });

/** A cartridge that is whole on disk and has no name yet. */
export interface PreparedCartridge {
  readonly description: CartridgeDescription;
  place(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Makes the cartridge under another name beside `folder`; `place` puts it there. What was made is durable before it has its name. `fill` is of
 * its first partition, the others are blank.
 * @throws StoreError
 */
export async function prepareCartridge(
  store: Store,
  folder: string,
  description: CartridgeDescription,
  fill: FillTape = blank,
): Promise<PreparedCartridge> {
  // The dot keeps it out of every list of cartridges.
  const aside = join(dirname(folder), `.${basename(folder)}.new`);
  const discard = () => store.remove(aside);
  await discard();
  await store.makeFolder(aside);
  let prepared: CartridgeDescription;
  try {
    const partitions: PartitionDescription[] = [];
    for (const [number, partition] of description.partitions.entries()) {
      const left = await writePartition(store, partitionFiles(aside, number), description.discardsData, number === 0 ? fill : blank);
      partitions.push({ ...partition, left });
    }
    prepared = { ...description, partitions };
    await writeDescription(store, aside, prepared);
    await store.syncFolder(aside);
  } catch (error) {
    await discard();
    throw error;
  }
  const place = async (): Promise<void> => {
    await store.rename(aside, folder);
    await store.syncFolder(dirname(folder));
  };
  return { description: prepared, place, discard };
}

/** Makes the files of a partition anew, with nothing in them; they are durable when this resolves. @throws StoreError */
export async function makeBlank(store: Store, files: PartitionFiles, discardsData: boolean): Promise<FilesLeft> {
  await removePartition(store, files);
  return writePartition(store, files, discardsData, blank);
}

/** Removes the files of the partitions from `count` on, which a volume had before it was formatted. @throws StoreError */
export async function removePartitionsFrom(store: Store, folder: string, count: number): Promise<void> {
  for (let number = count; number < maximumPartitions; number++) await removePartition(store, partitionFiles(folder, number));
}

async function removePartition(store: Store, { tapPath, journalPath }: PartitionFiles): Promise<void> {
  await store.remove(tapPath);
  await store.remove(journalPath);
}

/** A partition that discards its data has no tape file. */
async function writePartition(
  store: Store,
  { tapPath, journalPath }: PartitionFiles,
  discardsData: boolean,
  fill: FillTape,
): Promise<FilesLeft> {
  const { index, tapLength } = discardsData ? { index: new RecordIndex(), tapLength: 0 } : await writeTape(store, tapPath, fill);
  const indexBytes = await rewriteJournal(store, journalPath, compactJournal(index, tapLength));
  return { tapBytes: tapLength, indexBytes };
}

async function writeTape(store: Store, path: string, fill: FillTape): ReturnType<FillTape> {
  const file = await store.openFile(path, 'create');
  try {
    const filled = await fill(file);
    await file.datasync();
    return filled;
  } finally {
    await file.close();
  }
}
