/**
 * A cartridge on a store, opened as the volume that a drive sees.
 *
 * Its description, replaced in one step, decides what it is: a format is done when the description says that the partitions are blank, whatever
 * their files still hold, and opening makes the files follow. So a crash leaves the old volume or the new one.
 */
import { invariant } from '../foundation/invariant.ts';
import { capacityProblem, earlyWarningIn } from './capacity.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import {
  blankState,
  type CartridgeDescription,
  mediumTypeOf,
  type PartitionDescription,
  partitionFiles,
  writeDescription,
} from './cartridge-file.ts';
import { lostPartition } from './lost-partition.ts';
import type { MediumType } from './medium-type.ts';
import { openPartition } from './open-partition.ts';
import type { Partition } from './partition.ts';
import { makeBlank, removePartitionsFrom } from './prepare-cartridge.ts';
import { type Store, StoreError } from './store.ts';
import { type Volume, VolumeError, type VolumePartition, type VolumeState } from './volume.ts';

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
  readonly writeOnce: boolean;
  readonly discardsData: boolean;
  readonly capacityBytes: number;
  readonly #options: CartridgeOptions;
  #writeProtected: boolean;
  #description: CartridgeDescription;
  /** The latest change of the description, which the next one waits for. */
  #describing: Promise<unknown> = Promise.resolve();
  #partitions: readonly VolumePartition[] = [];
  /** Those of the partitions that have files to be closed. */
  #open: readonly Partition[] = [];

  constructor(options: CartridgeOptions) {
    const { description } = options;
    this.#options = options;
    this.#description = description;
    this.#writeProtected = description.writeProtected;
    this.barcode = description.barcode;
    this.mediumType = mediumTypeOf(description);
    this.writeOnce = description.writeOnce;
    this.discardsData = description.discardsData;
    this.capacityBytes = description.capacityBytes;
  }

  get writeProtected(): boolean {
    return this.#writeProtected;
  }

  get partitions(): readonly VolumePartition[] {
    invariant(this.#partitions.length > 0, 'a cartridge is opened before it is used');
    return this.#partitions;
  }

  get state(): VolumeState {
    const { state } = this.#description;
    const holdsObjects = this.#partitions.some(({ endOfData }) => endOfData > 0);
    // Objects that nobody spoke of: of a description in format 1, of another program, of a drive that was killed before it could.
    return state.recording === 'blank' && holdsObjects ? { ...state, recording: 'recorded' } : state;
  }

  async protect(writeProtected: boolean): Promise<void> {
    this.#writeProtected = writeProtected;
    await this.#orFail('describing', () => this.#describe(() => ({ writeProtected })));
  }

  async recall(): Promise<VolumeState> {
    return this.state;
  }

  async remember(change: Partial<VolumeState>): Promise<void> {
    await this.#orFail('describing', () => this.#describe(({ state }) => ({ state: { ...state, ...change } })));
  }

  async format(parts: readonly { readonly capacityBytes: number; readonly earlyWarningBytes?: number }[]): Promise<void> {
    const chosen = this.#description.earlyWarningBytes;
    const partitions = parts.map(({ capacityBytes, earlyWarningBytes = earlyWarningIn(capacityBytes, chosen) }): PartitionDescription => {
      return { capacityBytes, earlyWarningBytes, left: 'blank' };
    });
    const wrong = capacityProblem(this.capacityBytes, partitions);
    invariant(wrong === undefined, `a volume is formatted into what fits: ${wrong?.why}`);
    const before = this.#description;
    const { recording, densityCode } = blankState(this.mediumType);
    await this.#orFail('formatting', async () => {
      try {
        await this.#describe(({ state }) => {
          const attributes = state.attributes.filter(({ partition }) => partition < partitions.length);
          return { partitions, state: { ...state, recording, densityCode, attributes } };
        });
      } catch (error) {
        // It may stand there all the same; then the old volume, which goes on, must be what the file says.
        await this.#describe(() => before).catch(() => {});
        throw error;
      }
      await this.#closePartitions();
      await this.#openPartitions();
    });
  }

  /** @throws StoreError */
  async open(): Promise<void> {
    await this.#openPartitions();
  }

  async close(): Promise<void> {
    try {
      await this.#orFail('closing', async () => {
        const { left, failure } = await this.#closePartitions();
        await this.#describe(({ partitions }) => ({
          partitions: partitions.map((partition, number) => ({ ...partition, left: left[number] ?? partition.left })),
        }));
        if (failure !== undefined) throw failure;
      });
    } finally {
      this.#options.closed?.();
    }
  }

  async #openPartitions(): Promise<void> {
    const { store, folder } = this.#options;
    const { partitions } = this.#description;
    const open: Partition[] = [];
    try {
      if (partitions.some(({ left }) => left === 'blank')) await removePartitionsFrom(store, folder, partitions.length);
      for (const [number, description] of partitions.entries()) open.push(await this.#openPartition(number, description));
    } catch (error) {
      await Promise.allSettled(open.map((partition) => partition.close()));
      this.#open = [];
      const why = new VolumeError('io', `cartridge ${this.barcode} could not be opened: ${(error as Error).message}`, { cause: error });
      this.#partitions = partitions.map((partition) => lostPartition(partition, why));
      throw error;
    }
    this.#open = open;
    this.#partitions = open;
  }

  async #openPartition(number: number, { capacityBytes, earlyWarningBytes, left }: PartitionDescription): Promise<Partition> {
    const { store, folder, publish } = this.#options;
    const files = partitionFiles(folder, number);
    return openPartition({
      store,
      files,
      barcode: this.barcode,
      number,
      capacityBytes,
      earlyWarningBytes,
      checksums: this.#description.checksum === 'crc32c',
      discardsData: this.discardsData,
      left: left === 'blank' ? await makeBlank(store, files, this.discardsData) : left,
      declareChanging: () => this.#declareChanging(number),
      publish,
    });
  }

  async #declareChanging(number: number): Promise<void> {
    if (this.#description.partitions[number]!.left === null) return;
    await this.#describe(({ partitions }) => ({
      partitions: partitions.map((partition, at) => (at === number ? { ...partition, left: null } : partition)),
    }));
  }

  /** Closes all of them, whatever becomes of each, and tells how those that could be were left. */
  async #closePartitions(): Promise<{ left: readonly (PartitionDescription['left'] | undefined)[]; failure: unknown }> {
    const outcomes = await Promise.allSettled(this.#open.map((partition) => partition.close()));
    this.#open = [];
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    return { left: outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined)), failure: failed?.reason };
  }

  /** Changes the description on disk, then here: one change after the other. @throws StoreError */
  #describe(change: (now: CartridgeDescription) => Partial<CartridgeDescription>): Promise<void> {
    const next = this.#describing.then(async () => {
      const description = { ...this.#description, ...change(this.#description) };
      await writeDescription(this.#options.store, this.#options.folder, description);
      this.#description = description;
    });
    this.#describing = next.catch(() => {});
    return next;
  }

  async #orFail(doing: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const kind = error.code === 'no-space' ? 'no-space' : 'io';
      throw new VolumeError(kind, `${doing} cartridge ${this.barcode} failed: ${error.message}`, { cause: error });
    }
  }
}
