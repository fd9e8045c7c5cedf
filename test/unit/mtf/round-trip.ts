/** What the reader has of tapes that the writer has filled. */
import { createHash } from 'node:crypto';
import { type BackupSetOptions, newFamily, writeBackupSet } from '../../../src/mtf/backup-set.ts';
import { type MediaFamily, usualFamily } from '../../../src/mtf/media-family.ts';
import { readMedia } from '../../../src/mtf/reader.ts';
import { SetAttribute } from '../../../src/mtf/set-block.ts';
import type { SetMap } from '../../../src/mtf/set-map.ts';
import type { SetDescription } from '../../../src/mtf/set-objects.ts';
import type { TreeEntry } from '../../../src/mtf/tree.ts';
import { MemoryTape, type MemoryTapeOptions, someDate } from './memory-tape.ts';

export const someFamily = (differences: Partial<MediaFamily> = {}): MediaFamily => ({
  id: 0xcafe_f00d,
  created: someDate,
  softwareName: 'A writer',
  softwareVendorId: 0x0cbe,
  softwareVersion: [1, 0],
  ...usualFamily,
  ...differences,
});

export const someSet: SetDescription = {
  name: 'Test',
  description: 'Set created by a test',
  userName: 'LAB\\operator',
  kind: SetAttribute.normal,
  volume: { device: 'C:', name: 'System', machine: 'BACKUP1' },
  date: someDate,
  timeZone: 4,
};

/** Tapes that are as the options have them by their number in the row, counted from 0. */
export class TapeRow {
  readonly tapes: MemoryTape[] = [];
  readonly #options: (tape: number) => MemoryTapeOptions;

  constructor(options: (tape: number) => MemoryTapeOptions) {
    this.#options = options;
  }

  next(): MemoryTape {
    const tape = new MemoryTape(this.#options(this.tapes.length));
    this.tapes.push(tape);
    return tape;
  }
}

export const writeTo = (row: TapeRow, entries: Iterable<TreeEntry>, options: Partial<BackupSetOptions> = {}) =>
  writeBackupSet(entries, {
    family: someFamily(),
    set: someSet,
    medium: { tape: options.after === undefined ? row.next() : row.tapes.at(-1)! },
    after: newFamily,
    nextMedium: async () => ({ tape: row.next() }),
    ...options,
  });

export interface ReadEntry {
  readonly kind: 'folder' | 'file';
  readonly path: string;
  readonly attributes: number;
  readonly modified: number;
  /** Of a file. */
  readonly bytes?: number;
  readonly sha256?: string;
}

export interface ReadBack {
  readonly entries: ReadEntry[];
  readonly outcomes: string[];
  readonly problems: string[];
  readonly setMaps: SetMap[];
}

export async function readBack(tapes: readonly MemoryTape[]): Promise<ReadBack> {
  const rest = [...tapes];
  const back: ReadBack = { entries: [], outcomes: [], problems: [], setMaps: [] };
  for await (const event of readMedia(async () => rest.shift()?.reader())) {
    if (event.event === 'problem') back.problems.push(`${event.problem.code}: ${event.problem.message}`);
    if (event.event === 'set-ended') back.outcomes.push(event.outcome);
    if (event.event === 'set-map') back.setMaps.push(event.map);
    if (event.event === 'entry') {
      const { entry } = event;
      const pieces: Uint8Array[] = [];
      if (entry.kind === 'file') for await (const piece of entry.content()) pieces.push(piece);
      back.entries.push(asRead(entry, pieces));
    }
  }
  return back;
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);

const asRead = (entry: TreeEntry, pieces: readonly Uint8Array[]): ReadEntry => ({
  kind: entry.kind,
  path: entry.path.join('/'),
  attributes: entry.attributes & 0x27,
  modified: entry.modified.getTime(),
  ...(entry.kind === 'file' && { bytes: Buffer.concat(pieces).length, sha256: sha256(Buffer.concat(pieces)) }),
});

/** What the reader should have of a tree. */
export async function expected(entries: Iterable<TreeEntry>): Promise<ReadEntry[]> {
  const all: ReadEntry[] = [];
  for (const entry of entries) {
    const pieces: Uint8Array[] = [];
    if (entry.kind === 'file') for await (const piece of entry.content()) pieces.push(piece);
    all.push(asRead(entry, pieces));
  }
  return all;
}
