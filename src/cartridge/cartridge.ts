/**
 * A cartridge on a store: made in one step, so that it is there whole or not at all, and opened as the volume that a drive sees.
 */
import { basename, dirname, join } from 'node:path';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeDescription, journalFile, mediumTypeOf, tapFile, writeDescription } from './cartridge-file.ts';
import { compactJournal } from './journal.ts';
import type { MediumType } from './medium-type.ts';
import { openPartition, type PartitionFiles } from './open-partition.ts';
import type { Partition } from './partition.ts';
import { RecordIndex } from './record-index.ts';
import type { Store, StoreFile } from './store.ts';
import type { Volume } from './volume.ts';

export const partitionFiles = (folder: string): PartitionFiles => ({
  tapPath: join(folder, tapFile),
  journalPath: join(folder, journalFile),
});

/** Content for a new cartridge: fills its empty tape file and gives the index of what it has put there. */
export type FillTape = (tap: StoreFile) => Promise<{ readonly index: RecordIndex; readonly tapLength: number }>;

const blank: FillTape = async () => ({ index: new RecordIndex(), tapLength: 0 });

/**
 * Makes the cartridge under another name beside `folder`; `place` puts it there. What was made is durable before it has its name.
 * @throws StoreError
 */
export async function prepareCartridge(
  store: Store,
  folder: string,
  description: CartridgeDescription,
  fill: FillTape = blank,
): Promise<{ place(): Promise<void>; discard(): Promise<void> }> {
  // The dot keeps it out of every list of cartridges.
  const aside = join(dirname(folder), `.${basename(folder)}.new`);
  const discard = () => store.remove(aside);
  await discard();
  await store.makeFolder(aside);
  try {
    const { tapPath, journalPath } = partitionFiles(aside);
    const { index, tapLength } = await writeNew(store, tapPath, fill);
    await writeNew(store, journalPath, (file) => file.write([...compactJournal(index, tapLength, true)], 0));
    await writeDescription(store, aside, description);
    await store.syncFolder(aside);
  } catch (error) {
    await discard();
    throw error;
  }
  const place = async (): Promise<void> => {
    await store.rename(aside, folder);
    await store.syncFolder(dirname(folder));
  };
  return { place, discard };
}

async function writeNew<T>(store: Store, path: string, write: (file: StoreFile) => Promise<T>): Promise<T> {
  const file = await store.openFile(path, 'create');
  try {
    const result = await write(file);
    await file.datasync();
    return result;
  } finally {
    await file.close();
  }
}

/** Opens the cartridge in `folder`. @throws StoreError */
export async function openCartridge(options: {
  readonly store: Store;
  readonly folder: string;
  readonly description: CartridgeDescription;
  readonly publish: PublishCartridge;
  /** Called when the volume has been closed, in order or not. */
  readonly closed?: () => void;
}): Promise<Volume> {
  const { store, folder, description, publish } = options;
  const partition = await openPartition({
    store,
    files: partitionFiles(folder),
    barcode: description.barcode,
    number: 0,
    capacityBytes: description.capacityBytes,
    earlyWarningBytes: description.earlyWarningBytes,
    checksums: description.checksum === 'crc32c',
    publish,
  });
  return new Cartridge(store, folder, description, partition, options.closed ?? (() => {}));
}

class Cartridge implements Volume {
  readonly barcode: string;
  readonly mediumType: MediumType;
  readonly writeProtected: boolean;
  readonly partitions: readonly [Partition];
  readonly #store: Store;
  readonly #folder: string;
  readonly #description: CartridgeDescription;
  readonly #closed: () => void;

  constructor(store: Store, folder: string, description: CartridgeDescription, partition: Partition, closed: () => void) {
    this.barcode = description.barcode;
    this.mediumType = mediumTypeOf(description);
    this.writeProtected = description.writeProtected;
    this.partitions = [partition];
    this.#store = store;
    this.#folder = folder;
    this.#description = description;
    this.#closed = closed;
  }

  async close(): Promise<void> {
    const [partition] = this.partitions;
    try {
      await partition.close();
      const { counters } = this.#description;
      await writeDescription(this.#store, this.#folder, {
        ...this.#description,
        counters: {
          mounts: counters.mounts + 1,
          bytesWritten: counters.bytesWritten + partition.traffic.bytesWritten,
          bytesRead: counters.bytesRead + partition.traffic.bytesRead,
        },
      });
    } finally {
      this.#closed();
    }
  }
}
