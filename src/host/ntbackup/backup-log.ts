/** NTBackup's log, line by line: what was backed up to where, how it ended, and what stood in the way. */
import type { PublishHost } from '../happening.ts';

const months = (date: Date): string => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;

/** `3/14/2004`, `3:09 PM`: as English systems have them. Time zones play no part. */
const moment = (date: Date): string =>
  `${months(date)} at ${date.getUTCHours() % 12 || 12}:${String(date.getUTCMinutes()).padStart(2, '0')} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`;

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

export type Operation = 'Backup' | 'Restore' | 'Verify';

export class BackupLog {
  readonly #publish: PublishHost;
  readonly #program: string;
  readonly #isKept: boolean;

  /** `isKept`: not with `/L:n`. */
  constructor(publish: PublishHost, program: string, isKept = true) {
    this.#publish = publish;
    this.#program = program;
    this.#isKept = isKept;
  }

  write(...lines: readonly string[]): void {
    if (!this.#isKept) return;
    for (const line of lines) this.#publish({ event: 'host.backup-log', program: this.#program, line });
  }

  begun(operation: Operation, date: Date): void {
    this.write(`${operation} Status`, `Operation: ${operation}`, `${operation} started on ${moment(date)}.`);
  }

  ended(operation: Operation, date: Date, counts: { folders: number; files: number; bytes: number; elapsedMs: number }): void {
    const seconds = Math.round(counts.elapsedMs / 1000);
    const minutes = Math.floor(seconds / 60);
    this.write(
      `${operation} completed on ${moment(date)}.`,
      `Directories: ${grouped(counts.folders)}`,
      `Files: ${grouped(counts.files)}`,
      `Bytes: ${grouped(counts.bytes)}`,
      `Time:  ${minutes > 0 ? `${minutes} minutes and ` : ''}${seconds % 60} seconds`,
    );
  }
}

/** What NTBackup calls a tape that nobody has named. */
export const mediaNameOf = (date: Date): string => `Media created ${moment(date)}`;
export const setNameOf = (date: Date): string => `Set created ${moment(date)}`;
