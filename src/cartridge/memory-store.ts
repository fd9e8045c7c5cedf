/**
 * A store in memory, for cartridges that need not outlive the process and for tests. It behaves as a disk does, except that everything is
 * durable at once.
 */
import { basename, dirname } from 'node:path';
import { type OpenMode, type Store, StoreError, type StoreFile } from './store.ts';

/** A file's bytes in a buffer that doubles when it is full. */
export class MemoryContent {
  #buffer = new Uint8Array(0);
  #length = 0;

  static of(bytes: Uint8Array): MemoryContent {
    const content = new MemoryContent();
    content.write(bytes, 0);
    return content;
  }

  /** A view that the next write may outdate. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array, position: number): void {
    this.#reach(position + bytes.length);
    this.#buffer.set(bytes, position);
  }

  truncate(length: number): void {
    if (length < this.#length) this.#buffer.fill(0, length, this.#length);
    else this.#reach(length);
    this.#length = length;
  }

  #reach(length: number): void {
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2, 4096));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#length = Math.max(this.#length, length);
  }
}

class MemoryFile implements StoreFile {
  readonly #content: MemoryContent;

  constructor(content: MemoryContent) {
    this.#content = content;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    const bytes = this.#content.bytes.subarray(position, position + target.length);
    target.set(bytes);
    return bytes.length;
  }

  async write(pieces: readonly Uint8Array[], position: number): Promise<void> {
    let at = position;
    for (const piece of pieces) {
      this.#content.write(piece, at);
      at += piece.length;
    }
  }

  async truncate(lengthBytes: number): Promise<void> {
    this.#content.truncate(lengthBytes);
  }

  async datasync(): Promise<void> {}

  async size(): Promise<number> {
    return this.#content.length;
  }

  async close(): Promise<void> {}
}

const isIn = (path: string, folder: string): boolean => path !== folder && dirname(path) === folder;
const isUnder = (path: string, folder: string): boolean => isIn(path, folder) || (dirname(path) !== path && isUnder(dirname(path), folder));

export class MemoryStore implements Store {
  /** By path; open to tests, which look at a file or spoil it. */
  readonly files = new Map<string, MemoryContent>();
  readonly folders = new Set<string>();

  async openFile(path: string, mode: OpenMode): Promise<StoreFile> {
    const existing = this.files.get(path);
    if (mode !== 'create') {
      if (existing === undefined) throw new StoreError('not-found', `${path}: no such file or directory`);
      return new MemoryFile(existing);
    }
    if (existing !== undefined || this.folders.has(path)) throw new StoreError('exists', `${path}: file already exists`);
    if (!this.folders.has(dirname(path))) throw new StoreError('not-found', `${path}: no such file or directory`);
    const content = new MemoryContent();
    this.files.set(path, content);
    return new MemoryFile(content);
  }

  async makeFolder(path: string): Promise<void> {
    for (let folder = path; !this.folders.has(folder); folder = dirname(folder)) this.folders.add(folder);
  }

  async list(path: string): Promise<readonly string[]> {
    if (!this.folders.has(path)) throw new StoreError('not-found', `${path}: no such file or directory`);
    const paths = [...this.files.keys(), ...this.folders].filter((other) => isIn(other, path));
    return paths.map((other) => basename(other)).sort();
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.files.get(from);
    if (file !== undefined) {
      this.files.delete(from);
      this.files.set(to, file);
      return;
    }
    if (!this.folders.has(from)) throw new StoreError('not-found', `${from}: no such file or directory`);
    if (this.folders.has(to)) throw new StoreError('exists', `${to}: directory not empty`);
    for (const [path, content] of [...this.files]) {
      if (!isUnder(path, from)) continue;
      this.files.delete(path);
      this.files.set(to + path.slice(from.length), content);
    }
    for (const path of [...this.folders]) {
      if (path !== from && !isUnder(path, from)) continue;
      this.folders.delete(path);
      this.folders.add(to + path.slice(from.length));
    }
  }

  async remove(path: string): Promise<void> {
    for (const other of [...this.files.keys()]) if (other === path || isUnder(other, path)) this.files.delete(other);
    for (const other of [...this.folders]) if (other === path || isUnder(other, path)) this.folders.delete(other);
  }

  async syncFolder(): Promise<void> {}
}
