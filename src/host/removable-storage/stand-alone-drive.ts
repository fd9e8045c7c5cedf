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
    const label = await readLabel(drive);
    if (before !== undefined && sameLabel(before.label, label)) return;
    this.#leave();
    const medium = this.#database.recognise(drive.mediaType ?? '', label);
    this.#medium = medium;
    medium.place = { library: this, drive };
  }

  async mount(medium: Medium): Promise<{ error: number; drive?: MediaDrive }> {
    if (this.#medium !== medium) return { error: StorageError.mediaOffline };
    const error = await this.#drive.ready();
    return error === Win32Error.success ? { error, drive: this.#drive } : { error };
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
