/** The line that tells how far something long has come, where somebody looks on. */
import { systemClock } from '../foundation/clock.ts';
import { formatSize } from '../foundation/quantity.ts';
import type { Composition } from './composition.ts';

/** Between two lines; the first comes after as long, so that what is short goes without. */
const EVERY_MS = 250;

export class Progress {
  readonly #composition: Composition;
  readonly #doing: string;
  readonly #wholeBytes: number | undefined;
  readonly #began = systemClock.elapsed();
  #told = systemClock.elapsed();

  /** `doing`: `written`, `read`. */
  constructor(composition: Composition, doing: string, wholeBytes?: number) {
    this.#composition = composition;
    this.#doing = doing;
    this.#wholeBytes = wholeBytes;
  }

  at(bytes: number): void {
    const now = systemClock.elapsed();
    if (now - this.#told < EVERY_MS) return;
    this.#told = now;
    const rate = (bytes * 1000) / (now - this.#began);
    const whole =
      this.#wholeBytes === undefined ? '' : ` of ${rounded(this.#wholeBytes)}, ${Math.floor((100 * bytes) / this.#wholeBytes)} %`;
    this.#composition.progress(`${rounded(bytes)}${whole} ${this.#doing}, ${rounded(rate)}/s`);
  }

  /** Takes the line away. */
  end(): void {
    this.#composition.progress(undefined);
  }
}

/** To a tenth of MiB, as a number of one width is calmer to look at. */
const rounded = (bytes: number): string => (bytes < 2 ** 20 ? formatSize(Math.round(bytes)) : `${(bytes / 2 ** 20).toFixed(1)}MiB`);
