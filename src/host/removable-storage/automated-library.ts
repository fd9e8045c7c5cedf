/**
 * A changer with its drives and slots. Its handle is kept: there is one at a time (`\\.\ChangerN` is opened exclusively). What lies in a slot is known by
 * its bar code or by what was read from it; new media are read once, by bringing them into a drive and back (fast inventory). Somebody may have changed
 * what has no bar code: a medium that is mounted is read once more, and where it is another, so are they all (full inventory).
 */
import { type ChangerElement, type ChangerElementStatus, type ChangerHandle, Win32Error } from '../windows/win32.ts';
import type { DriveBay } from './auto-configuration.ts';
import type { MediaDrive } from './drive.ts';
import { StorageError } from './errors.ts';
import { readLabel } from './label.ts';
import { type MediaDatabase, type MediaLibrary, type Medium, sameLabel } from './medium.ts';

interface Bay {
  readonly element: ChangerElement;
  readonly drive: MediaDrive;
  /** What is in its drive. */
  medium: Medium | undefined;
}

const sameElement = (a: ChangerElement | undefined, b: ChangerElement | undefined): boolean =>
  a !== undefined && b !== undefined && a.type === b.type && a.address === b.address;

export class AutomatedLibrary implements MediaLibrary {
  readonly kind = 'automated';
  readonly name: string;
  readonly #handle: ChangerHandle;
  readonly #bays: readonly Bay[];
  readonly #database: MediaDatabase;
  #barCodes = false;

  constructor(name: string, handle: ChangerHandle, bays: readonly DriveBay[], drives: readonly MediaDrive[], database: MediaDatabase) {
    this.name = name;
    this.#handle = handle;
    this.#bays = bays.map(({ element, drive }) => ({
      element: { type: element.type, address: element.address },
      drive: drives.find(({ name }) => name === drive)!,
      medium: undefined,
    }));
    this.#database = database;
  }

  get drives(): readonly MediaDrive[] {
    return this.#bays.map(({ drive }) => drive);
  }

  async takeInventory(): Promise<void> {
    this.#barCodes = (await this.#handle.getParameters()).value?.barCodeScanner ?? false;
    const slots = await this.#status('slot');
    const drives = await this.#status('drive');
    this.#forget(slots, drives);
    // What is in a drive first: the drive is needed for the others.
    for (const bay of this.#bays) {
      const status = drives.find((one) => sameElement(one, bay.element));
      if (status?.full && bay.medium === undefined) await this.#take(bay, this.#homeOf(status, slots), status.volumeTag);
    }
    for (const slot of slots) {
      if (slot.full && slot.accessible && this.#mediumIn(slot) === undefined) await this.#read(slot);
    }
  }

  async mount(medium: Medium): Promise<{ error: number; drive?: MediaDrive }> {
    for (let isSure = false; ; isSure = true) {
      const { error, drive } = await this.#load(medium);
      if (drive === undefined) return { error };
      const found = await readLabel(drive);
      if (found.error !== Win32Error.success) return { error: found.error };
      if (sameLabel(found.label, medium.label)) return { error, drive };
      if (isSure) return { error: StorageError.mediaOffline };
      await this.#takeFullInventory();
    }
  }

  /** Brings what is in its place into a drive. */
  async #load(medium: Medium): Promise<{ error: number; drive?: MediaDrive }> {
    const { place } = medium;
    if (place?.library !== this) return { error: StorageError.mediaOffline };
    if (place.drive !== undefined) return this.#readied(place.drive);
    const bay = this.#bays.find((bay) => bay.medium === undefined) ?? this.#bays[0];
    if (bay === undefined) return { error: StorageError.deviceNotAvailable };
    if (bay.medium !== undefined) {
      const { error } = await this.dismount(bay.medium);
      if (error !== Win32Error.success) return { error };
    }
    const { error } = await this.#handle.moveMedium(place.slot!, bay.element);
    if (error !== Win32Error.success) return { error };
    bay.medium = medium;
    medium.place = { library: this, slot: place.slot, drive: bay.drive };
    return this.#readied(bay.drive);
  }

  async dismount(medium: Medium): Promise<{ error: number }> {
    const bay = this.#bays.find((bay) => bay.medium === medium);
    const slot = medium.place?.slot;
    if (bay === undefined || slot === undefined) return { error: StorageError.success };
    const ejected = await bay.drive.eject();
    const { error } = await this.#handle.moveMedium(bay.element, slot);
    if (error !== Win32Error.success) return { error: ejected === Win32Error.success ? error : ejected };
    bay.medium = undefined;
    medium.place = { library: this, slot };
    return { error };
  }

  close(): void {
    this.#handle.close();
  }

  async #readied(drive: MediaDrive): Promise<{ error: number; drive?: MediaDrive }> {
    const error = await drive.ready();
    return error === Win32Error.success ? { error, drive } : { error };
  }

  async #status(type: 'slot' | 'drive'): Promise<readonly ChangerElementStatus[]> {
    return (await this.#handle.getElementStatus(type, { volumeTags: this.#barCodes })).value ?? [];
  }

  #mediumIn(slot: ChangerElement): Medium | undefined {
    return this.#database.media.find(({ place }) => place?.library === this && place.drive === undefined && sameElement(place.slot, slot));
  }

  async #takeFullInventory(): Promise<void> {
    for (const bay of this.#bays) bay.medium = undefined;
    for (const medium of this.#database.media) if (medium.place?.library === this) this.#database.gone(medium);
    await this.takeInventory();
  }

  /** What has been taken out behind its back is offline. */
  #forget(slots: readonly ChangerElementStatus[], drives: readonly ChangerElementStatus[]): void {
    for (const medium of this.#database.media) {
      if (medium.place?.library !== this) continue;
      const bay = this.#bays.find((bay) => bay.medium === medium);
      const at = bay?.element ?? medium.place.slot;
      const status = [...slots, ...drives].find((one) => sameElement(one, at));
      if (status?.full && (medium.barcode === undefined || status.volumeTag === undefined || status.volumeTag === medium.barcode)) continue;
      if (bay !== undefined) bay.medium = undefined;
      this.#database.gone(medium);
    }
  }

  /** Where a medium in a drive came from, or else the first slot that is free. */
  #homeOf(drive: ChangerElementStatus, slots: readonly ChangerElementStatus[]): ChangerElement | undefined {
    const free = slots.filter((slot) => !slot.full);
    const { type, address } = free.find((slot) => sameElement(slot, drive.source)) ?? free[0] ?? {};
    return type === undefined || address === undefined ? undefined : { type, address };
  }

  /** The medium that is in a bay's drive is from `slot`. */
  async #take(bay: Bay, slot: ChangerElement | undefined, barcode: string | undefined): Promise<void> {
    const ready = await bay.drive.ready();
    const label = ready === Win32Error.success ? (await readLabel(bay.drive)).label : undefined;
    const medium = this.#database.recognise(await bay.drive.mediaType(), label);
    medium.barcode = barcode;
    medium.place = { library: this, slot, drive: bay.drive };
    bay.medium = medium;
  }

  async #read({ type, address, volumeTag }: ChangerElementStatus): Promise<void> {
    const bay = this.#bays.find((bay) => bay.medium === undefined) ?? this.#bays[0];
    if (bay === undefined) return;
    if (bay.medium !== undefined) await this.dismount(bay.medium);
    if (bay.medium !== undefined) return;
    const slot = { type, address };
    if ((await this.#handle.moveMedium(slot, bay.element)).error !== Win32Error.success) return;
    await this.#take(bay, slot, volumeTag);
    await this.dismount(bay.medium!);
  }
}
