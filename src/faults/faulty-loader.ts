/** A drive's loader with faults on it: every drawing in and letting out passes the rules, as something done to the cartridge. */
import type { Loader, LoadFailure, UnloadFailure } from '../tape/loader.ts';
import type { Faults } from './faults.ts';

export interface LoaderSurroundings {
  readonly faults: Faults;
  /** The drive, and the target it is behind. */
  readonly device: string;
  readonly target: string;
}

export class FaultyLoader implements Loader {
  readonly #inner: Loader;
  readonly #surroundings: LoaderSurroundings;

  constructor(inner: Loader, surroundings: LoaderSurroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
  }

  drawIn(barcode: string): Promise<LoadFailure | undefined> {
    return this.#pass('load', barcode, () => this.#inner.drawIn(barcode));
  }

  letOut(barcode: string): Promise<UnloadFailure | undefined> {
    return this.#pass('unload', barcode, () => this.#inner.letOut(barcode));
  }

  #pass<T>(operation: 'load' | 'unload', barcode: string, proceed: () => Promise<T>): Promise<T> {
    const { faults, device, target } = this.#surroundings;
    if (!faults.at('volume', operation)) return proceed();
    return faults.pass({ seam: 'volume', operation, barcode, device, target }, {}, proceed) as Promise<T>;
  }
}
