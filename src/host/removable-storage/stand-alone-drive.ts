/**
 * A stand-alone drive, which is a library of one: what is in it somebody has put there, and somebody has to take it away after it was ejected. A change is
 * noticed when Removable Storage looks, and it looks only while something waits for a medium (KB 267574).
 */
import { Win32Error } from '../windows/win32.ts';
import type { MediaDrive } from './drive.ts';
import { StorageError } from './errors.ts';
import { readLabel } from './label.ts';
import { type MediaDatabase, type MediaLibrary, type Medium, sameLabel } from './medium.ts';

export class StandAloneDrive implements MediaLibrary {
  readonly kind = 'stand-alone';
  readonly #drive: MediaDrive;
  readonly #database: MediaDatabase;
  /** What is in it, as far as is known. */
  #medium: Medium | undefined;

  constructor(drive: MediaDrive, database: MediaDatabase) {
    this.#drive = drive;
    this.#database = database;
  }

  get name(): string {
    return this.#drive.name;
  }

  get drives(): readonly MediaDrive[] {
    return [this.#drive];
  }

  async takeInventory(): Promise<void> {
    const drive = this.#drive;
    const before = this.#medium;
    if (!(await drive.isReady())) {
      this.#leave();
      return;
    }
    const { error, label } = await readLabel(drive);
    if (error === Win32Error.success && before !== undefined && sameLabel(before.label, label)) return;
    this.#leave();
    if (error !== Win32Error.success) return;
    const medium = this.#database.recognise(await drive.mediaType(), label);
    this.#medium = medium;
    medium.place = { library: this, drive };
  }

  async mount(medium: Medium): Promise<{ error: number; drive?: MediaDrive }> {
    // Another one may have been put in, and nobody has looked since.
    await this.takeInventory();
    return this.#medium === medium ? { error: StorageError.success, drive: this.#drive } : { error: StorageError.mediaOffline };
  }

  async dismount(medium: Medium): Promise<{ error: number }> {
    if (this.#medium !== medium) return { error: StorageError.success };
    const error = await this.#drive.eject();
    this.#leave();
    return { error };
  }

  close(): void {
    // No handle is kept.
  }

  #leave(): void {
    if (this.#medium !== undefined) this.#database.gone(this.#medium);
    this.#medium = undefined;
  }
}
