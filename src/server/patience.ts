/**
 * Waits for a peer that has something to get done, and not for ever: once it has got on in nothing for `limitMs`, patience is lost. There is
 * one timer at most, begun when something is expected and none runs, so those who move much data pay a comparison. The price is exactness:
 * who stands still after having been busy is found up to a quarter of the limit late.
 */
import type { Clock } from '../foundation/clock.ts';

export interface PatienceOptions {
  readonly clock: Clock;
  readonly limitMs: number;
  /** A number that is another one after every step forward; undefined while nothing is expected of the peer. */
  readonly progress: () => number | undefined;
  readonly lost: () => void;
}

/** In one limit. More than one, so that a process that was itself held up looks again after it has heard what came meanwhile. */
const LOOKS = 4;

export class Patience {
  readonly #options: PatienceOptions;
  #cancel: (() => void) | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Something may be expected of the peer from now on. */
  begin(): void {
    if (this.#cancel !== undefined) return;
    const before = this.#options.progress();
    if (before !== undefined) this.#lookLater(before, LOOKS);
  }

  /** Nothing is expected any more. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #lookLater(before: number, looks: number): void {
    const { clock, limitMs, progress, lost } = this.#options;
    this.#cancel = clock.schedule(limitMs / LOOKS, () => {
      this.#cancel = undefined;
      if (progress() !== before) this.begin();
      else if (looks === 1) lost();
      else this.#lookLater(before, looks - 1);
    });
  }
}
