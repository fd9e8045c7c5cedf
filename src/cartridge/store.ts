/**
 * All file access of the medium behind one small interface: the disk is one implementation, memory another, and a third loses power in the
 * middle of its writes. Paths are the machine's own; what a path means is up to the store.
 *
 * Durability is as POSIX gives it: a write may vanish or come back as zeros until `datasync` of its file has resolved, a name until
 * `syncFolder` of its folder has.
 */

import { dirname } from 'node:path';

/** `read` the file must exist; `update` read and write, the file must exist; `create` read and write, the file must not exist. */
export type OpenMode = 'read' | 'update' | 'create';

export interface StoreFile {
  /** Fills `target` from `position` on and tells how many bytes that were: fewer only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /**
   * Writes all pieces one after the other from `position` on, in as few system calls as possible.
   * @throws StoreError whose `writtenBytes` stand in the file.
   */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  truncate(lengthBytes: number): Promise<void>;
  /** What was written survives power loss when this resolves. */
  datasync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Every method throws StoreError. */
export interface Store {
  openFile(path: string, mode: OpenMode): Promise<StoreFile>;
  /** Makes the folder and those above it; an existing one is fine. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Puts `from` in the place of `to`, in one step. A folder takes the place of nothing. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder and all in it; what does not exist is fine. */
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

export type StoreErrorCode = 'not-found' | 'exists' | 'denied' | 'no-space' | 'io';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** Of a failed write: how many of its bytes are in the file, counted from the first. */
  readonly writtenBytes: number;

  constructor(code: StoreErrorCode, message: string, options: { writtenBytes?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.writtenBytes = options.writtenBytes ?? 0;
  }
}

export const isStoreError = (error: unknown, code: StoreErrorCode): error is StoreError =>
  error instanceof StoreError && error.code === code;

/** The whole file in memory. */
export async function readWhole(store: Store, path: string): Promise<Uint8Array> {
  const file = await store.openFile(path, 'read');
  try {
    const bytes = new Uint8Array(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/** Replaces the file at `path` by these bytes so that at any moment either the old or the new content is there, and the new one when this resolves. */
export async function replaceWhole(store: Store, path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const aside = `${path}.new`;
  await store.remove(aside);
  const file = await store.openFile(aside, 'create');
  try {
    await file.write(pieces, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await store.rename(aside, path);
  await store.syncFolder(dirname(path));
}
