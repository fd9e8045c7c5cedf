/**
 * Puts the folders and files of one set into a folder of this machine, and nowhere else: names that lead out of it, links in its way and files that are
 * there already are not followed and not touched. A file is there whole, or it is not there.
 */

import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, lutimes, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import { ContentDamage } from './content.ts';
import { whyNoName } from './file-name.ts';
import type { NextMedium } from './joined-media.ts';
import type { BackupSet } from './media.ts';
import type { Problem } from './problem.ts';
import { readMedia } from './reader.ts';
import type { FileEntry, TreeEntry } from './tree.ts';

export interface ExtractOptions {
  /** A folder; it is made unless it is there. */
  readonly into: string;
  /** Its number; the first there is, unless given. */
  readonly set?: number | undefined;
  /** What is wanted, by names from the root of a volume, before which its own may stand, in whatever case; all unless given. */
  readonly paths: readonly (readonly string[])[];
  readonly overwrite: boolean;
}

export interface Extraction {
  readonly set: BackupSet;
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** What was wanted and is not there now. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
  /** Those of `paths` of which the set has nothing. */
  readonly notFound: readonly string[];
  /** The number of a set that follows it. */
  readonly nextSet: number | undefined;
  readonly problems: readonly Problem[];
}

/** Undefined: there is no such set. @throws UserError when nothing can be written there; what else is thrown is the tapes' own */
export async function extractSet(
  next: NextMedium,
  options: ExtractOptions,
): Promise<Extraction | { readonly problems: readonly Problem[]; readonly media: number; readonly sets: readonly number[] }> {
  let media = 0;
  const problems: Problem[] = [];
  const sets: number[] = [];
  const folder = new Destination(options);
  let set: BackupSet | undefined;
  let phase: 'before' | 'in' | 'other' | 'behind' = 'before';
  let nextSet: number | undefined;
  let volume: VolumeOfSet = { number: 0, device: '' };
  for await (const told of readMedia(next)) {
    if (told.event === 'medium') media += told.medium === undefined ? 0 : 1;
    else if (told.event === 'set') {
      if (set !== undefined) {
        nextSet = told.set.number;
        break;
      }
      const number = told.set.number ?? 0;
      sets.push(number);
      phase = options.set === undefined || options.set === number ? 'in' : 'other';
      if (phase === 'in') {
        set = told.set;
        await folder.begin();
      }
    } else if (told.event === 'set-ended') phase = set === undefined ? 'before' : 'behind';
    else if (told.event === 'problem' && phase !== 'other') problems.push(told.problem);
    else if (told.event === 'volume' && phase === 'in') volume = { number: volume.number + 1, device: told.volume.device };
    else if (told.event === 'entry' && phase === 'in') await folder.add(told.entry, told.unreadable, volume);
  }
  if (set === undefined) return { problems, media, sets };
  return { set, ...(await folder.end()), nextSet, problems };
}

/** What the disk says that is no matter of one file: there is no use in going on. */
const fatal: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

/** Of the volumes of a set, from 1. */
interface VolumeOfSet {
  readonly number: number;
  readonly device: string;
}

/** Why one entry is left out. */
class LeftOut extends Error {}

class Destination {
  readonly #options: ExtractOptions;
  readonly #paths: readonly (readonly string[])[];
  readonly #found = new Set<number>();
  readonly #leftOut: { path: string; why: string }[] = [];
  /** Folders that are there and are no links. */
  readonly #made = new Set<string>();
  /** Moments that a folder gets when nothing is put into it any more. */
  readonly #folderTimes: { path: string; accessed: Date; modified: Date }[] = [];
  /** What this extraction has written, whatever it is called: the disk may know it under other spellings. */
  readonly #written = new Set<string>();
  #files = 0;
  #folders = 0;
  #bytes = 0;

  constructor(options: ExtractOptions) {
    this.#options = options;
    this.#paths = options.paths.map((path) => path.map((name) => name.toLowerCase()));
  }

  async begin(): Promise<void> {
    try {
      await mkdir(this.#options.into, { recursive: true });
    } catch (error) {
      throw this.#unusable(error);
    }
  }

  async add(entry: TreeEntry, unreadable: string | undefined, { number, device }: VolumeOfSet): Promise<void> {
    // The first volume's tree is what people want; those of others must not get into it.
    const path = number > 1 ? [`volume-${number}`, ...entry.path] : entry.path;
    if (!this.#isWanted([entry.path, path, [...namesIn(device), ...entry.path]])) return;
    try {
      if (unreadable !== undefined) throw new LeftOut(`it is ${unreadable}`);
      if (entry.kind === 'folder') await this.#folder(path, entry);
      else await this.#file(path, entry);
    } catch (error) {
      this.#leftOut.push({ path: path.join('/'), why: this.#why(error) });
    }
  }

  async end() {
    for (const { path, accessed, modified } of this.#folderTimes) await lutimes(path, accessed, modified).catch(asTheDiskHasIt);
    const notFound = this.#options.paths.filter((_, index) => !this.#found.has(index)).map((path) => path.join('/'));
    return { files: this.#files, folders: this.#folders, bytes: this.#bytes, leftOut: this.#leftOut, notFound };
  }

  /** `paths`: all that it may be called by. */
  #isWanted(paths: readonly (readonly string[])[]): boolean {
    if (this.#paths.length === 0) return true;
    const spellings = paths.map((path) => path.map((name) => name.toLowerCase()));
    const isCalled = (wanted: readonly string[]): boolean =>
      spellings.some((names) => wanted.every((name, depth) => name === names[depth]));
    const matching = this.#paths.flatMap((wanted, index) => (isCalled(wanted) ? [index] : []));
    for (const index of matching) this.#found.add(index);
    return matching.length > 0;
  }

  async #folder(path: readonly string[], { accessed, modified }: TreeEntry): Promise<void> {
    const place = await this.#folderAt(path);
    if (path.length > 0) {
      this.#folders++;
      this.#folderTimes.push({ path: place, accessed, modified });
    }
  }

  /** Makes what is not there of it. */
  async #folderAt(names: readonly string[]): Promise<string> {
    let place = this.#options.into;
    for (const name of names) {
      const why = whyNoName(name);
      if (why !== undefined) throw new LeftOut(`its name '${shown(name)}' ${why}`);
      place = join(place, name);
      if (this.#made.has(place)) continue;
      const there = await statusOf(place);
      if (there === undefined) await mkdir(place);
      else if (there.isSymbolicLink()) throw new LeftOut(`a link is in its way, ${place}`);
      else if (!there.isDirectory()) throw new LeftOut(`a file is in its way, ${place}`);
      this.#made.add(place);
    }
    return place;
  }

  async #file(path: readonly string[], entry: FileEntry): Promise<void> {
    const name = path.at(-1) ?? '';
    const why = whyNoName(name);
    if (why !== undefined) throw new LeftOut(`its name '${shown(name)}' ${why}`);
    const folder = await this.#folderAt(path.slice(0, -1));
    const place = join(folder, name);
    const there = await statusOf(place);
    if (there !== undefined) this.#refuse(there);
    // A file that is there stays what it is until the new one is whole.
    const aside = there === undefined ? place : join(folder, `.tapelab-${randomUUID()}.part`);
    const { bytes, identity } = await writeWhole(place, aside, entry);
    this.#written.add(identity);
    this.#files++;
    this.#bytes += bytes;
  }

  #refuse(there: BigIntStats): void {
    if (this.#written.has(identityOf(there)))
      throw new LeftOut('the set has it twice, or this disk does not tell its name from that of another');
    if (!there.isFile()) throw new LeftOut('something that is no file is in its way');
    if (!this.#options.overwrite) throw new LeftOut('it is there already');
  }

  #why(error: unknown): string {
    if (error instanceof LeftOut) return error.message;
    if (error instanceof ContentDamage) return error.message;
    const { code, syscall } = error as NodeJS.ErrnoException;
    // What has no system call in it comes from the tape.
    if (code === undefined || syscall === undefined) throw error;
    if (fatal.has(code)) throw this.#unusable(error);
    return systemErrorWords(error as Error);
  }

  #unusable(error: unknown): unknown {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) return error;
    return new UserError(
      'folder-not-writable',
      `Nothing can be written into ${this.#options.into}: ${systemErrorWords(error as Error)} (${code}).`,
      {
        hint: 'name another folder with --into DIR.',
        cause: error,
      },
    );
  }
}

/** Makes the file `aside`, which is not there, and calls it by its name when it is whole; else takes it away again. */
async function writeWhole(place: string, aside: string, entry: FileEntry): Promise<{ readonly bytes: number; readonly identity: string }> {
  const file = await open(aside, 'wx');
  try {
    let bytes = 0;
    for await (const piece of entry.content()) {
      await file.writeFile(piece);
      bytes += piece.length;
    }
    const { mode } = await file.stat();
    if ((entry.attributes & READ_ONLY) !== 0) await file.chmod(mode & NOBODY_MAY_WRITE).catch(asTheDiskHasIt);
    await file.utimes(entry.accessed, entry.modified).catch(asTheDiskHasIt);
    const identity = identityOf(await file.stat({ bigint: true }));
    await file.close();
    if (aside !== place) await rename(aside, place);
    return { bytes, identity };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(aside, { force: true });
    throw error;
  }
}

/** A file system that cannot have such a moment, or no such mode, has another one. */
const asTheDiskHasIt = (): void => {};

/** FILE_ATTRIBUTE_READONLY. */
const READ_ONLY = 0x01;
const NOBODY_MAY_WRITE = 0o555;

const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

const statusOf = (path: string): Promise<BigIntStats | undefined> =>
  lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Of a path, however it is written. */
export const namesIn = (path: string): string[] => path.split(/[/\\]/).filter((name) => name !== '');

/** Without what a terminal would take for an order. */
const shown = (name: string): string => JSON.stringify(name).slice(1, -1);
