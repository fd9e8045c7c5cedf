/** The files under the cartridges with faults on them: a disk that is full, slow, or fails to keep what it was given. */
import { basename, dirname } from 'node:path';
import type { OpenMode, Store, StoreFile } from '../cartridge/store.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Faults } from './faults.ts';
import type { Occurrence, StoreOperation } from './occurrence.ts';
import type { StorePassage } from './passage.ts';

export interface StoreSurroundings {
  readonly faults: Faults;
  readonly clock: Clock;
  /** Where the cartridge of this barcode is. */
  describe(barcode: string): Pick<Occurrence, 'device' | 'target' | 'whereabouts'>;
}

export class FaultyStore implements Store {
  readonly #inner: Store;
  readonly #surroundings: StoreSurroundings;
  /** What takes longer, each with how it goes on at once. */
  readonly #pauses = new Set<() => void>();
  #hurried = false;

  constructor(inner: Store, surroundings: StoreSurroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
  }

  async openFile(path: string, mode: OpenMode): Promise<StoreFile> {
    const pass = <T>(operation: StoreOperation, proceed: () => Promise<T>, writing?: StorePassage['writing']): Promise<T> =>
      this.#pass(path, operation, proceed, writing);
    const file = await pass('open', () => this.#inner.openFile(path, mode));
    return {
      read: (target, position) => pass('read', () => file.read(target, position)),
      write: (pieces, position) => pass('write', () => file.write(pieces, position), { pieces, position, file }),
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

  /** The lab closes: nothing takes longer any more, now and from now on. */
  hurry(): void {
    this.#hurried = true;
    for (const goOn of [...this.#pauses]) goOn();
  }

  #pause(durationMs: number): Promise<void> {
    if (this.#hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel();
        this.#pauses.delete(goOn);
        resolve();
      };
      const cancel = this.#surroundings.clock.schedule(durationMs, goOn);
      this.#pauses.add(goOn);
    });
  }

  #pass<T>(path: string, operation: StoreOperation, proceed: () => Promise<T>, writing: StorePassage['writing']): Promise<T> {
    const { faults, describe } = this.#surroundings;
    if (!faults.at('store', operation)) return proceed();
    // A folder per cartridge, named by its barcode.
    const barcode = basename(dirname(path));
    const occurrence = { seam: 'store', operation, barcode, file: basename(path), ...describe(barcode) } as const;
    const passage = { pause: (durationMs: number) => this.#pause(durationMs), path, ...(writing && { writing }) };
    return faults.pass(occurrence, passage, proceed) as Promise<T>;
  }
}
