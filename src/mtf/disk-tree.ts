/**
 * The tree of a folder on disk, for a backup set: a folder before what is in it, its files before its folders, each in the order of their names. Files and
 * folders only: links, sockets, devices and what may not be read are told and left out, and so is what has gone since its folder was listed.
 */
import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import type { TreeEntry } from './tree.ts';

/** Something that is not in the set. */
export interface LeftOut {
  readonly path: readonly string[];
  /** A sentence without subject: `is a symbolic link`. */
  readonly why: string;
}

/** How much of a file is read at once. */
const READ_BYTES = 65_536;

/** Never through a link, and never waiting for somebody at the other end of a pipe. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** FILE_ATTRIBUTE_READONLY and FILE_ATTRIBUTE_ARCHIVE. */
const READ_ONLY = 0x01;
const ARCHIVE = 0x20;
const OWNER_MAY_WRITE = 0o200;

/** `folder` is its root. @throws UserError when it cannot be read at all */
export async function* diskTree(folder: string, leaveOut: (left: LeftOut) => void = () => {}): AsyncGenerator<TreeEntry, void, undefined> {
  const stats = await lstat(folder).catch((error: Error) => {
    throw new UserError('folder-unreadable', `${folder} cannot be backed up: ${systemErrorWords(error)}.`, { cause: error });
  });
  if (!stats.isDirectory()) throw new UserError('not-a-folder', `${folder} is no folder.`, { hint: 'Name the folder that it is in.' });
  yield* new DiskTree(folder, leaveOut).folder([], stats);
}

class DiskTree {
  readonly #root: string;
  readonly #leaveOut: (left: LeftOut) => void;

  constructor(root: string, leaveOut: (left: LeftOut) => void) {
    this.#root = root;
    this.#leaveOut = leaveOut;
  }

  async *folder(path: readonly string[], stats: Stats): AsyncGenerator<TreeEntry, void, undefined> {
    const names = await this.#told(path, () => readdir(this.#diskPath(path)));
    if (names === undefined) return;
    yield { kind: 'folder', path, ...properties(stats) };
    const folders: { readonly path: readonly string[]; readonly stats: Stats }[] = [];
    for (const name of names.sort(byCodeUnits)) {
      const child = [...path, name];
      const childStats = await this.#told(child, () => lstat(this.#diskPath(child)));
      if (childStats?.isDirectory()) folders.push({ path: child, stats: childStats });
      else if (childStats?.isFile()) yield* this.#file(child);
      else if (childStats !== undefined) this.#leaveOut({ path: child, why: `is ${kindOf(childStats)}` });
    }
    for (const child of folders) yield* this.folder(child.path, child.stats);
  }

  async *#file(path: readonly string[]): AsyncGenerator<TreeEntry, void, undefined> {
    const diskPath = this.#diskPath(path);
    // Whether it may be read shows only when it is opened.
    const stats = await this.#told(path, async () => {
      const file = await open(diskPath, READ_FLAGS);
      try {
        return await file.stat();
      } finally {
        await file.close();
      }
    });
    if (stats === undefined) return;
    const { attributes, ...times } = properties(stats);
    yield { kind: 'file', path, attributes: attributes | ARCHIVE, ...times, bytes: stats.size, content: () => contentOf(diskPath) };
  }

  #diskPath(path: readonly string[]): string {
    return join(this.#root, ...path);
  }

  /** What the system says of what is left out, instead of an error. */
  async #told<T>(path: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      this.#leaveOut({ path, why: `cannot be read: ${systemErrorWords(error as Error)}` });
      return undefined;
    }
  }
}

async function* contentOf(diskPath: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(diskPath, READ_FLAGS);
  try {
    for (;;) {
      // Its own memory each time: what a tape has not taken yet is kept.
      const { bytesRead, buffer } = await file.read(new Uint8Array(READ_BYTES), 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

const properties = ({ mode, birthtime, mtime, atime }: Stats) => ({
  attributes: (mode & OWNER_MAY_WRITE) === 0 ? READ_ONLY : 0,
  created: birthtime,
  modified: mtime,
  accessed: atime,
});

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isSocket()) return 'a socket';
  if (stats.isFIFO()) return 'a pipe';
  return 'a device';
}
