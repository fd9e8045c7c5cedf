/** The files under the cartridges with faults on them: a disk that is full, slow, or fails to keep what it was given. */
import { basename, dirname } from 'node:path';
import type { OpenMode, Store, StoreFile } from '../cartridge/store.ts';
import type { Faults } from './faults.ts';
import type { Occurrence, StoreOperation } from './occurrence.ts';

export interface StoreSurroundings {
  readonly faults: Faults;
  /** Where the cartridge of this barcode is. */
  describe(barcode: string): Pick<Occurrence, 'device' | 'target' | 'whereabouts'>;
}

export class FaultyStore implements Store {
  readonly #inner: Store;
  readonly #surroundings: StoreSurroundings;

  constructor(inner: Store, surroundings: StoreSurroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
  }

  async openFile(path: string, mode: OpenMode): Promise<StoreFile> {
    const pass = <T>(operation: StoreOperation, proceed: () => Promise<T>): Promise<T> => this.#pass(path, operation, proceed);
    const file = await pass('open', () => this.#inner.openFile(path, mode));
    return {
      read: (target, position) => pass('read', () => file.read(target, position)),
      write: (pieces, position) => pass('write', () => file.write(pieces, position)),
      truncate: (lengthBytes) => pass('truncate', () => file.truncate(lengthBytes)),
      datasync: () => pass('sync', () => file.datasync()),
      size: () => file.size(),
      close: () => file.close(),
    };
  }

  makeFolder(path: string): Promise<void> {
    return this.#inner.makeFolder(path);
  }

  list(path: string): Promise<readonly string[]> {
    return this.#inner.list(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#inner.rename(from, to);
  }

  remove(path: string): Promise<void> {
    return this.#inner.remove(path);
  }

  syncFolder(path: string): Promise<void> {
    return this.#inner.syncFolder(path);
  }

  #pass<T>(path: string, operation: StoreOperation, proceed: () => Promise<T>): Promise<T> {
    const { faults, describe } = this.#surroundings;
    if (!faults.at('store')) return proceed();
    // A folder per cartridge, named by its barcode.
    const barcode = basename(dirname(path));
    return faults.pass({ seam: 'store', operation, barcode, ...describe(barcode) }, {}, proceed) as Promise<T>;
  }
}
