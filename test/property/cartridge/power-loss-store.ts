/**
 * A store whose power can fail. What was written since a file's last `datasync` is remembered write by write; when the power fails, every
 * sector of every one of these writes is kept, lost or turned into zeros, each as chance will have it, and so is each change of a length. Names
 * survive from their folder's last `syncFolder`, or not.
 */
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { type OpenMode, type Store, StoreError, type StoreFile } from '../../../src/cartridge/store.ts';

const sectorBytes = 512;

type Pending =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

interface Inode {
  durable: Uint8Array;
  readonly current: MemoryContent;
  pending: Pending[];
}

/** 0 to below 1. */
export type Chance = () => number;

export class PowerLossStore implements Store {
  readonly #inodes = new Map<MemoryContent, Inode>();
  readonly #current = new MemoryStore();
  /** Names as they were when their folder was last synchronised. */
  #durableNames = new Map<string, MemoryContent>();
  #durableFolders = new Set<string>();
  /** Folders that were renamed since, each in one step: from, to. */
  #renamed: (readonly [string, string])[] = [];
  /** After so many changing calls the power fails in the middle of the next one. */
  #callsLeft: number;

  constructor(before: MemoryStore = new MemoryStore(), callsUntilPowerFails = Number.POSITIVE_INFINITY) {
    this.#callsLeft = callsUntilPowerFails;
    for (const folder of before.folders) this.#current.folders.add(folder);
    for (const [path, content] of before.files) {
      const bytes = content.bytes.slice();
      this.#adopt(path, MemoryContent.of(bytes), bytes);
    }
    this.#durableNames = new Map(this.#current.files);
    this.#durableFolders = new Set(this.#current.folders);
  }

  get isPowerOff(): boolean {
    return this.#callsLeft < 0;
  }

  /** What a machine finds that starts after the power has failed now. */
  afterPowerLoss(chance: Chance): MemoryStore {
    const found = new MemoryStore();
    // Of a renamed folder, either name is there, with whatever is in the folder.
    const renames = this.#renamed.length > 0 && chance() < 0.5 ? this.#renamed.length : 0;
    const inFuture = (path: string): string => renamedBy(this.#renamed.slice(0, renames), path);
    const inPast = (path: string): string => renamedBy(this.#renamed.slice(renames).reverse().map(reversed), path);
    const current = new Map([...this.#current.files].map(([path, content]) => [inPast(path), content]));
    const durable = new Map([...this.#durableNames].map(([path, content]) => [inFuture(path), content]));
    for (const folder of this.#durableFolders) found.folders.add(inFuture(folder));
    if (chance() < 0.5) for (const folder of this.#current.folders) found.folders.add(inPast(folder));
    for (const folder of found.folders) {
      const names = chance() < 0.5 ? durable : current;
      for (const [path, content] of names)
        if (folderOf(path) === folder) found.files.set(path, survivor(this.#inodes.get(content)!, chance));
    }
    return found;
  }

  /** What a process finds that starts after this one was killed now: all that was written. */
  afterKill(): MemoryStore {
    const found = new MemoryStore();
    for (const folder of this.#current.folders) found.folders.add(folder);
    for (const [path, content] of this.#current.files) found.files.set(path, MemoryContent.of(content.bytes.slice()));
    return found;
  }

  async openFile(path: string, mode: OpenMode): Promise<StoreFile> {
    if (mode === 'create') this.#spend();
    const file = await this.#current.openFile(path, mode);
    const content = this.#current.files.get(path)!;
    const inode = this.#inodes.get(content) ?? this.#adopt(path, content, new Uint8Array(0));
    const spend = (): void => this.#spend();
    return {
      read: (target, position) => file.read(target, position),
      size: () => file.size(),
      close: () => file.close(),
      async write(pieces, position) {
        const bytes = new Uint8Array(Buffer.concat(pieces));
        inode.pending.push({ kind: 'write', position, bytes });
        spend();
        await file.write(pieces, position);
      },
      async truncate(length) {
        inode.pending.push({ kind: 'truncate', length });
        spend();
        await file.truncate(length);
      },
      async datasync() {
        spend();
        inode.durable = content.bytes.slice();
        inode.pending = [];
      },
    };
  }

  async makeFolder(path: string): Promise<void> {
    this.#spend();
    await this.#current.makeFolder(path);
  }

  list(path: string): Promise<readonly string[]> {
    return this.#current.list(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#spend();
    if (this.#current.folders.has(from)) this.#renamed.push([from, to]);
    await this.#current.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#spend();
    await this.#current.remove(path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#spend();
    this.#durableNames = new Map([...this.#durableNames].map(([name, content]) => [renamedBy(this.#renamed, name), content]));
    this.#renamed = [];
    this.#durableFolders = new Set(this.#current.folders);
    for (const name of [...this.#durableNames.keys()]) if (folderOf(name) === path) this.#durableNames.delete(name);
    for (const [name, content] of this.#current.files) if (folderOf(name) === path) this.#durableNames.set(name, content);
  }

  #adopt(path: string, current: MemoryContent, durable: Uint8Array): Inode {
    const inode: Inode = { durable, current, pending: [] };
    this.#inodes.set(current, inode);
    this.#current.files.set(path, current);
    return inode;
  }

  /** Counts a changing call; the one at which the power fails has begun and does not return. */
  #spend(): void {
    this.#callsLeft--;
    if (this.isPowerOff) throw new StoreError('io', 'the power is off');
  }
}

const reversed = ([from, to]: readonly [string, string]) => [to, from] as const;

const renamedBy = (renames: readonly (readonly [string, string])[], path: string): string =>
  renames.reduce((now, [from, to]) => (now === from || now.startsWith(`${from}/`) ? to + now.slice(from.length) : now), path);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

function survivor(inode: Inode, chance: Chance): MemoryContent {
  const content = MemoryContent.of(inode.durable);
  // One file may come through almost whole while another loses everything.
  const kept = chance();
  const zeroed = kept + (1 - kept) * chance();
  const grows = chance();
  for (const pending of inode.pending) {
    if (pending.kind === 'truncate') {
      if (chance() < kept) content.truncate(pending.length);
      continue;
    }
    const { position, bytes } = pending;
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + sectorBytes - ((position + at) % sectorBytes));
      const fate = chance();
      if (fate < kept) content.write(bytes.subarray(at, end), position + at);
      else if (fate < zeroed) content.write(new Uint8Array(end - at), position + at);
      at = end;
    }
    // The length may have grown although the data is lost.
    if (chance() < grows && content.length < position + bytes.length) content.truncate(position + bytes.length);
  }
  return content;
}
