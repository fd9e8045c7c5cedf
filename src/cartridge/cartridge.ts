/**
 * A cartridge on a store: made in one step, so that it is there whole or not at all, and opened as the volume that a drive sees.
 */
import { basename, dirname, join } from 'node:path';
import { invariant } from '../foundation/invariant.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeDescription, journalFile, mediumTypeOf, tapFile, writeDescription } from './cartridge-file.ts';
import { compactJournal, rewriteJournal } from './journal.ts';
import type { MediumType } from './medium-type.ts';
import { openPartition, type PartitionFiles } from './open-partition.ts';
import type { FilesLeft, Partition } from './partition.ts';
import { RecordIndex } from './record-index.ts';
import { type Store, StoreError, type StoreFile } from './store.ts';
import { type Volume, VolumeError, type VolumeState } from './volume.ts';

export const partitionFiles = (folder: string): PartitionFiles => ({
  tapPath: join(folder, tapFile),
  journalPath: join(folder, journalFile),
});

/** Content for a new cartridge: fills its empty tape file and gives the index of what it has put there. */
export type FillTape = (tap: StoreFile) => Promise<{ readonly index: RecordIndex; readonly tapLength: number }>;

const blank: FillTape = async () => ({ index: new RecordIndex(), tapLength: 0 });

/** A cartridge that is whole on disk and has no name yet. */
export interface PreparedCartridge {
  readonly description: CartridgeDescription;
  place(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Makes the cartridge under another name beside `folder`; `place` puts it there. What was made is durable before it has its name.
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
  let left: FilesLeft;
  try {
    const { tapPath, journalPath } = partitionFiles(aside);
    const { index, tapLength } = await writeNew(store, tapPath, fill);
    const indexBytes = await rewriteJournal(store, journalPath, compactJournal(index, tapLength));
    left = { tapBytes: tapLength, indexBytes };
    await writeDescription(store, aside, { ...description, left });
    await store.syncFolder(aside);
  } catch (error) {
    await discard();
    throw error;
  }
  const place = async (): Promise<void> => {
    await store.rename(aside, folder);
    await store.syncFolder(dirname(folder));
  };
  return { description: { ...description, left }, place, discard };
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
export async function openCartridge(options: CartridgeOptions): Promise<Volume> {
  const cartridge = new Cartridge(options);
  await cartridge.open();
  return cartridge;
}

interface CartridgeOptions {
  readonly store: Store;
  readonly folder: string;
  readonly description: CartridgeDescription;
  readonly publish: PublishCartridge;
  /** Called when the volume has been closed, in order or not. */
  readonly closed?: () => void;
}

class Cartridge implements Volume {
  readonly barcode: string;
  readonly mediumType: MediumType;
  readonly writeProtected: boolean;
  readonly writeOnce = false;
  readonly discardsData = false;
  readonly #options: CartridgeOptions;
  #state: VolumeState;
  #description: CartridgeDescription;
  #partition: Partition | undefined;

  constructor(options: CartridgeOptions) {
    this.#options = options;
    this.#description = options.description;
    this.barcode = this.#description.barcode;
    this.mediumType = mediumTypeOf(this.#description);
    this.writeProtected = this.#description.writeProtected;
    this.#state = {
      recording: 'recorded',
      densityCode: this.mediumType.densityCode,
      hostWriteProtection: 'none',
      usesLeft: this.mediumType.cleaningUses ?? 0,
      attributes: [],
      loads: this.#description.counters.mounts,
      mounts: [],
      bytesWritten: this.#description.counters.bytesWritten,
      bytesRead: this.#description.counters.bytesRead,
    };
  }

  get capacityBytes(): number {
    return this.#description.capacityBytes;
  }

  get state(): VolumeState {
    return this.#state;
  }

  async remember(change: Partial<VolumeState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
  }

  async format(): Promise<void> {
    throw new VolumeError('io', 'this cartridge cannot be formatted');
  }

  get partitions(): readonly [Partition] {
    invariant(this.#partition !== undefined, 'a cartridge is opened before it is used');
    return [this.#partition];
  }

  async open(): Promise<void> {
    const { store, folder, publish } = this.#options;
    this.#partition = await openPartition({
      store,
      files: partitionFiles(folder),
      barcode: this.barcode,
      number: 0,
      capacityBytes: this.#description.capacityBytes,
      earlyWarningBytes: this.#description.earlyWarningBytes,
      checksums: this.#description.checksum === 'crc32c',
      discardsData: this.discardsData,
      left: this.#description.left,
      declareChanging: async () => {
        if (this.#description.left !== null) await this.#describe({ ...this.#description, left: null });
      },
      publish,
    });
  }

  async close(): Promise<void> {
    const [partition] = this.partitions;
    try {
      const left = await partition.close();
      const { mounts, bytesWritten, bytesRead } = this.#description.counters;
      const counters = {
        mounts: mounts + 1,
        bytesWritten: bytesWritten + partition.traffic.bytesWritten,
        bytesRead: bytesRead + partition.traffic.bytesRead,
      };
      await this.#describe({ ...this.#description, left, counters });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new VolumeError('io', `describing cartridge ${this.barcode} failed: ${error.message}`, { cause: error });
    } finally {
      this.#options.closed?.();
    }
  }

  async #describe(description: CartridgeDescription): Promise<void> {
    await writeDescription(this.#options.store, this.#options.folder, description);
    this.#description = description;
  }
}
