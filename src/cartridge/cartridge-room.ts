/**
 * The folder of cartridges in a home, one folder each, named by its barcode: what the operator's verbs and the drives get cartridges from.
 * It knows which ones are mounted; that no other process works on the same home is the home's lock, not its.
 */
import { join } from 'node:path';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { UserError } from '../foundation/user-error.ts';
import { writeAwstape } from './awstape-writer.ts';
import { checkBarcode, isBarcode } from './barcode.ts';
import { openCartridge } from './cartridge.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeDescription, descriptionFile, partitionFiles, readDescription, writeDescription } from './cartridge-file.ts';
import { type CartridgeLabel, readCartridgeLabel } from './cartridge-label.ts';
import { type CartridgeSpecification, describeNew } from './cartridge-specification.ts';
import { type CartridgeSummary, summarize, type UnreadableCartridge } from './cartridge-summary.ts';
import { type CheckReport, checkCartridge } from './check.ts';
import { diskStore } from './disk-store.ts';
import { prepareImported } from './import-image.ts';
import { writeNewFile } from './new-file.ts';
import { type PreparedCartridge, prepareCartridge } from './prepare-cartridge.ts';
import { openRecorded, type RecordedTape } from './recorded-tape.ts';
import { renameCartridge, withLabel } from './relabel.ts';
import { isStoreError, type Store, StoreError } from './store.ts';
import { copyTap } from './tap-copy.ts';
import { formatNamed } from './tape-image.ts';
import { type Volume, VolumeError } from './volume.ts';
import type { ImageFormat } from './walked-image.ts';

/** What it is called in a home. */
export const cartridgesName = 'cartridges';

export interface CartridgeRoomOptions {
  readonly folder: string;
  /** The disk, unless given. */
  readonly store?: Store;
  /** What a mounted volume is handed out as: itself, unless given. */
  readonly around?: (volume: Volume) => Volume;
  readonly publish?: PublishCartridge;
  readonly clock?: Clock;
}

export class CartridgeRoom {
  readonly #folder: string;
  readonly #store: Store;
  readonly #around: (volume: Volume) => Volume;
  readonly #publish: PublishCartridge;
  readonly #clock: Clock;
  /** By barcode; a promise while it is being opened. */
  readonly #mounted = new Map<string, Volume | Promise<Volume>>();
  readonly #beingLabelled = new Set<string>();

  constructor(options: CartridgeRoomOptions) {
    this.#folder = options.folder;
    this.#store = options.store ?? diskStore;
    this.#around = options.around ?? ((volume) => volume);
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

  /** All of them; one that cannot be understood is among them with why. @throws UserError */
  async list(): Promise<(CartridgeSummary | UnreadableCartridge)[]> {
    const list: (CartridgeSummary | UnreadableCartridge)[] = [];
    for (const barcode of await this.barcodes()) {
      try {
        list.push(await this.#work(async () => this.#summary(await readDescription(this.#store, this.#path(barcode), barcode))));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const { code, message, hint } = error;
        list.push({ barcode, problem: { code, message, hint } });
      }
    }
    return list;
  }

  /** @throws UserError */
  async show(barcode: string): Promise<CartridgeSummary> {
    return this.#work(async () => this.#summary(await this.#description(barcode)));
  }

  /** What a scanner makes of the label on the cartridge: cheap, for a library asks it of all its cartridges. @throws UserError */
  async label(barcode: string): Promise<CartridgeLabel> {
    return this.#work(async () => {
      try {
        if (isBarcode(barcode)) return await readCartridgeLabel(this.#store, join(this.#path(barcode), descriptionFile));
      } catch (error) {
        if (!isStoreError(error, 'not-found')) throw error;
      }
      throw await this.#unknown(barcode);
    });
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
      const prepared: PreparedCartridge[] = [];
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
      // One after the other: each opens files, and there may be tens of thousands.
      const summaries: CartridgeSummary[] = [];
      for (const { description } of prepared) summaries.push(await this.#summary(description));
      return summaries;
    });
  }

  /** Makes a cartridge of a tape image, which is copied: in the format that is named, or the one that it is in. @throws UserError */
  async importImage(
    file: string,
    specification: CartridgeSpecification,
    format?: ImageFormat,
  ): Promise<CartridgeSummary & { readonly format: ImageFormat }> {
    const [description] = (await this.#describe([specification])) as [CartridgeDescription];
    return this.#work(async () => {
      const imported = await prepareImported(this.#store, this.#path(description.barcode), description, { file, format });
      await imported.place();
      return { ...(await this.#summary(imported.description)), format: imported.format };
    });
  }

  /**
   * Copies a partition to the tape image `file`, which must not exist. Which partition must be said where there are several; the format is that of
   * the file's name, or a SIMH tape image.
   * @throws UserError
   */
  async exportImage(
    barcode: string,
    file: string,
    {
      partition,
      format = formatNamed(file) ?? 'tap',
    }: { readonly partition?: number | undefined; readonly format?: ImageFormat | undefined } = {},
  ): Promise<{ readonly bytes: number; readonly format: ImageFormat }> {
    return this.#work(async () => {
      const description = await this.#description(barcode);
      this.#refuseMounted(barcode);
      const number = partitionToExport(description, partition);
      const bytes = await writeNewFile(this.#store, file, async (target) => {
        const volume = await this.mount(barcode);
        try {
          return format === 'tap'
            ? await copyTap(this.#store, partitionFiles(this.#path(barcode), number).tapPath, target)
            : await writeAwstape(volume.partitions[number]!, target, { barcode, compress: format === 'het' });
        } finally {
          await volume.close();
        }
      });
      return { bytes, format };
    });
  }

  /** Moves the write-protect switch, which cannot be reached in a drive. @throws UserError */
  async protect(barcode: string, writeProtected: boolean): Promise<CartridgeSummary> {
    return this.#work(async () => {
      const description = { ...(await this.#description(barcode)), writeProtected };
      const hint = 'eject it first: the switch cannot be reached while it is in there.';
      this.#refuseMounted(barcode, hint);
      await writeDescription(this.#store, this.#path(barcode), description);
      // A drive that took it meanwhile has read it before, and will write it as it was.
      this.#refuseMounted(barcode, hint);
      return this.#summary(description);
    });
  }

  /**
   * Puts another label on the shell, where nobody can while it is in a drive: another barcode, or the one that it has in another condition.
   * @throws UserError
   */
  async relabel(
    barcode: string,
    { barcode: next, label }: { readonly barcode?: string | undefined; readonly label?: CartridgeLabel | undefined },
  ): Promise<CartridgeSummary> {
    return this.#work(async () => {
      const description = withLabel(await this.#description(barcode), label);
      if (next !== undefined) await this.#refuseTaken(checkBarcode(next));
      this.#refuseMounted(barcode, 'eject it first: the label cannot be reached while it is in there.');
      this.#beingLabelled.add(barcode);
      try {
        if (next === undefined) await writeDescription(this.#store, this.#path(barcode), description);
        else await renameCartridge(this.#store, this.#path(barcode), this.#path(next), { ...description, barcode: next });
      } finally {
        this.#beingLabelled.delete(barcode);
      }
      return this.#summary({ ...description, barcode: next ?? barcode });
    });
  }

  /** Throws a cartridge away that is in no drive, with all that is on it. @throws UserError */
  async discard(barcode: string): Promise<void> {
    return this.#work(async () => {
      await this.#description(barcode);
      this.#refuseMounted(barcode, 'eject it first.');
      await this.#store.remove(this.#path(barcode));
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

  /** What is recorded on it, for whoever reads it without a drive: from outside of the process that has it, if need be. @throws UserError */
  async read(barcode: string): Promise<RecordedTape> {
    return this.#work(async () => {
      const description = await this.#description(barcode);
      partitionToExport(description, 0);
      return openRecorded(this.#store, this.#path(barcode), description);
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
        return this.#around(volume);
      } catch (error) {
        this.#mounted.delete(barcode);
        throw error;
      }
    });
  }

  /** Where the cartridge lies, if there is one. */
  folderOf(barcode: string): string {
    return this.#path(barcode);
  }

  #path(barcode: string): string {
    return join(this.#folder, barcode);
  }

  #refuseMounted(barcode: string, hint = 'eject it first.'): void {
    if (this.#beingLabelled.has(barcode))
      throw new UserError('cartridge-in-use', `Cartridge ${barcode} is just being labelled.`, { hint: 'try again in a moment.' });
    if (this.#mounted.has(barcode)) throw new UserError('cartridge-in-use', `Cartridge ${barcode} is in a drive.`, { hint });
  }

  async #refuseTaken(barcode: string): Promise<void> {
    if ((await this.barcodes()).includes(barcode)) throw barcodeTaken(barcode);
  }

  async #description(barcode: string): Promise<CartridgeDescription> {
    const known = await this.barcodes();
    if (known.includes(barcode)) return readDescription(this.#store, this.#path(barcode), barcode);
    throw await this.#unknown(barcode);
  }

  async #unknown(barcode: string): Promise<UserError> {
    const known = await this.barcodes();
    const hint =
      known.length === 0 ? 'the home has no cartridges yet.' : `known are ${known.slice(0, 5).join(', ')}${known.length > 5 ? ' …' : ''}.`;
    return new UserError('barcode-unknown', `There is no cartridge ${barcode}.`, { hint });
  }

  /** Checks what shall be made, all of it before any of it is. @throws UserError */
  async #describe(specifications: readonly CartridgeSpecification[]): Promise<CartridgeDescription[]> {
    const taken = new Set(await this.barcodes());
    return specifications.map((specification) => {
      const description = describeNew(specification, this.#clock);
      const { barcode } = description;
      if (taken.has(barcode)) throw barcodeTaken(barcode);
      taken.add(barcode);
      return description;
    });
  }

  async #summary(description: CartridgeDescription): Promise<CartridgeSummary> {
    const { barcode } = description;
    return summarize(this.#store, this.#path(barcode), description, await this.#mounted.get(barcode));
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

const barcodeTaken = (barcode: string): UserError =>
  new UserError('barcode-taken', `There is a cartridge ${barcode} already.`, { hint: 'choose another barcode.' });

function partitionToExport({ barcode, discardsData, partitions }: CartridgeDescription, wanted: number | undefined): number {
  if (discardsData)
    throw new UserError('cartridge-discards', `Cartridge ${barcode} keeps no data, so there is no tape image of it.`, {
      hint: 'write to a cartridge that was made without --discard.',
    });
  const last = partitions.length - 1;
  const hint = last === 0 ? 'leave the partition out.' : `name one with --partition 0 to ${last}.`;
  if (wanted === undefined && last > 0)
    throw new UserError('partition-missing', `Cartridge ${barcode} has ${partitions.length} partitions, and a tape image is of one.`, {
      hint,
      exitCode: 2,
    });
  if (wanted !== undefined && partitions[wanted] === undefined)
    throw new UserError('partition-unknown', `Cartridge ${barcode} has no partition ${wanted}.`, { hint, exitCode: 2 });
  return wanted ?? 0;
}

function inWords(error: unknown): unknown {
  if (error instanceof VolumeError) return new UserError(`store-${error.kind}`, `${error.message}.`, { cause: error });
  if (!(error instanceof StoreError)) return error;
  const hints: Partial<Record<typeof error.code, string>> = {
    denied: 'see to the permissions of the home, or choose another one.',
    'no-space': 'make room on the disk.',
    'not-found': `a cartridge is a folder with ${descriptionFile} and the files of its partitions, like partition-0.tap.`,
  };
  const hint = hints[error.code];
  return new UserError(`store-${error.code}`, `${error.message}.`, hint === undefined ? { cause: error } : { hint, cause: error });
}
