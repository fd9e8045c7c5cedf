/**
 * The folder of cartridges in a home, one folder each, named by its barcode: what the operator's verbs and the drives get cartridges from.
 * It knows which ones are mounted; that no other process works on the same home is the home's lock, not its.
 */
import { join } from 'node:path';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { UserError } from '../foundation/user-error.ts';
import { isBarcode } from './barcode.ts';
import { openCartridge, partitionFiles, prepareCartridge } from './cartridge.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeDescription, descriptionFile, readDescription, tapFile } from './cartridge-file.ts';
import { type CartridgeSpecification, describeNew } from './cartridge-specification.ts';
import { type CheckReport, checkCartridge } from './check.ts';
import { diskStore } from './disk-store.ts';
import { examinePartition } from './open-partition.ts';
import { isStoreError, type Store, StoreError } from './store.ts';
import { exportTap, openTapImage } from './tap-copy.ts';
import type { Volume } from './volume.ts';

export interface CartridgeSummary {
  readonly barcode: string;
  readonly mediumType: string;
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
  readonly writeProtected: boolean;
  readonly checksum: 'crc32c' | 'off';
  /** ISO 8601. */
  readonly created: string;
  /** What is written on it, of its capacity. */
  readonly usedBytes: number;
  readonly blocks: number;
  readonly filemarks: number;
  readonly mounted: boolean;
}

export class CartridgeRoom {
  readonly #folder: string;
  readonly #store: Store;
  readonly #publish: PublishCartridge;
  readonly #clock: Clock;
  /** By barcode; a promise while it is being opened. */
  readonly #mounted = new Map<string, Volume | Promise<Volume>>();

  constructor(options: { readonly folder: string; readonly store?: Store; readonly publish?: PublishCartridge; readonly clock?: Clock }) {
    this.#folder = options.folder;
    this.#store = options.store ?? diskStore;
    this.#publish = options.publish ?? (() => {});
    this.#clock = options.clock ?? systemClock;
  }

  /** The barcodes of all cartridges, sorted. @throws UserError */
  async barcodes(): Promise<readonly string[]> {
    try {
      return (await this.#store.list(this.#folder)).filter(isBarcode);
    } catch (error) {
      if (isStoreError(error, 'not-found')) return [];
      throw inWords(error);
    }
  }

  /** @throws UserError, also when one of them cannot be understood */
  async list(): Promise<CartridgeSummary[]> {
    const summaries: CartridgeSummary[] = [];
    for (const barcode of await this.barcodes()) summaries.push(await this.show(barcode));
    return summaries;
  }

  /** @throws UserError */
  async show(barcode: string): Promise<CartridgeSummary> {
    return this.#work(async () => this.#summary(await this.#description(barcode)));
  }

  /** Makes one blank cartridge. @throws UserError */
  async create(specification: CartridgeSpecification): Promise<CartridgeSummary> {
    const [summary] = await this.createAll([specification]);
    return summary!;
  }

  /** Makes blank cartridges, all of them or none. @throws UserError */
  async createAll(specifications: readonly CartridgeSpecification[]): Promise<CartridgeSummary[]> {
    const descriptions = await this.#describe(specifications);
    return this.#work(async () => {
      await this.#store.makeFolder(this.#folder);
      const prepared: Awaited<ReturnType<typeof prepareCartridge>>[] = [];
      const placed: string[] = [];
      try {
        for (const description of descriptions)
          prepared.push(await prepareCartridge(this.#store, this.#path(description.barcode), description));
        for (const [index, { barcode }] of descriptions.entries()) {
          await prepared[index]!.place();
          placed.push(barcode);
        }
      } catch (error) {
        for (const { discard } of prepared) await discard().catch(() => {});
        for (const barcode of placed) await this.#store.remove(this.#path(barcode)).catch(() => {});
        throw error;
      }
      return Promise.all(descriptions.map((description) => this.#summary(description)));
    });
  }

  /** Makes a cartridge of a SIMH tape image, which is copied. @throws UserError */
  async importTap(file: string, specification: CartridgeSpecification): Promise<CartridgeSummary> {
    const [description] = (await this.#describe([specification])) as [CartridgeDescription];
    return this.#work(async () => {
      const image = await openTapImage(this.#store, file, description.checksum === 'crc32c');
      try {
        const usedBytes = image.index.footprintBefore(image.index.count);
        if (usedBytes > description.capacityBytes)
          throw new UserError(
            'capacity-too-small',
            `${file} holds ${usedBytes} bytes, more than the ${description.capacityBytes} bytes of cartridge ${description.barcode}.`,
            { hint: 'give a larger capacity.' },
          );
        await this.#store.makeFolder(this.#folder);
        await (await prepareCartridge(this.#store, this.#path(description.barcode), description, image.fill)).place();
      } finally {
        await image.close();
      }
      return this.#summary(description);
    });
  }

  /** Copies the cartridge's tape image to `file`, which must not exist. @throws UserError */
  async exportTap(barcode: string, file: string): Promise<{ readonly bytes: number }> {
    return this.#work(async () => {
      await this.#description(barcode);
      this.#refuseMounted(barcode);
      return { bytes: await exportTap(this.#store, join(this.#path(barcode), tapFile), file) };
    });
  }

  /** Reads the cartridge through. @throws UserError */
  async check(barcode: string): Promise<CheckReport> {
    return this.#work(async () => {
      const description = await this.#description(barcode);
      this.#refuseMounted(barcode);
      return checkCartridge(this.#store, this.#path(barcode), description);
    });
  }

  /** Opens the cartridge for a drive; closing the volume brings it back. @throws UserError */
  async mount(barcode: string): Promise<Volume> {
    return this.#work(async () => {
      const description = await this.#description(barcode);
      this.#refuseMounted(barcode);
      const closed = (): void => void this.#mounted.delete(barcode);
      const opening = openCartridge({ store: this.#store, folder: this.#path(barcode), description, publish: this.#publish, closed });
      this.#mounted.set(barcode, opening);
      try {
        const volume = await opening;
        this.#mounted.set(barcode, volume);
        return volume;
      } catch (error) {
        this.#mounted.delete(barcode);
        throw error;
      }
    });
  }

  #path(barcode: string): string {
    return join(this.#folder, barcode);
  }

  #refuseMounted(barcode: string): void {
    if (this.#mounted.has(barcode))
      throw new UserError('cartridge-in-use', `Cartridge ${barcode} is in a drive.`, { hint: 'eject it first.' });
  }

  async #description(barcode: string): Promise<CartridgeDescription> {
    const known = await this.barcodes();
    if (known.includes(barcode)) return readDescription(this.#store, this.#path(barcode), barcode);
    const hint =
      known.length === 0 ? 'the home has no cartridges yet.' : `known are ${known.slice(0, 5).join(', ')}${known.length > 5 ? ' …' : ''}.`;
    throw new UserError('barcode-unknown', `There is no cartridge ${barcode}.`, { hint });
  }

  /** Checks what shall be made, all of it before any of it is. @throws UserError */
  async #describe(specifications: readonly CartridgeSpecification[]): Promise<CartridgeDescription[]> {
    const taken = new Set(await this.barcodes());
    return specifications.map((specification) => {
      const description = describeNew(specification, this.#clock);
      const { barcode } = description;
      if (taken.has(barcode))
        throw new UserError('barcode-taken', `There is a cartridge ${barcode} already.`, { hint: 'choose another barcode.' });
      taken.add(barcode);
      return description;
    });
  }

  async #summary(description: CartridgeDescription): Promise<CartridgeSummary> {
    const { format: _, left: __, counters: ___, ...summary } = description;
    const mounted = await this.#mounted.get(description.barcode);
    if (mounted !== undefined) {
      const partition = mounted.partitions[0]!;
      const end = partition.endOfData;
      const filemarks = partition.filemarksBefore(end);
      return { ...summary, usedBytes: partition.footprintBefore(end), blocks: end - filemarks, filemarks, mounted: true };
    }
    const files = partitionFiles(this.#path(description.barcode));
    const { index } = await examinePartition(this.#store, files, { checksums: false, discardsData: false, left: description.left });
    const filemarks = index.filemarksBefore(index.count);
    return { ...summary, usedBytes: index.footprintBefore(index.count), blocks: index.count - filemarks, filemarks, mounted: false };
  }

  /** Speaks of what the disk refuses as of something the operator can mend. */
  async #work<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw inWords(error);
    }
  }
}

function inWords(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const hints: Partial<Record<typeof error.code, string>> = {
    denied: 'see to the permissions of the home, or choose another one.',
    'no-space': 'make room on the disk.',
    'not-found': `a cartridge is a folder with ${descriptionFile} and ${tapFile}.`,
  };
  const hint = hints[error.code];
  return new UserError(`store-${error.code}`, `${error.message}.`, hint === undefined ? { cause: error } : { hint, cause: error });
}
