/** A clock whose waits can be halted: while a fault holds a connection up, nobody loses patience with it. The time of day goes on. */
import type { Clock } from '../foundation/clock.ts';

interface Wait {
  restMs: number;
  /** When it was last set going; its cancellation while it runs. */
  since: number;
  cancel: (() => void) | undefined;
  readonly action: () => void;
}

export class HaltingClock implements Clock {
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();
  #halted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  elapsed(): number {
    return this.#clock.elapsed();
  }

  schedule(delayMs: number, action: () => void): () => void {
    const wait: Wait = { restMs: delayMs, since: 0, cancel: undefined, action };
    this.#waits.add(wait);
    if (!this.#halted) this.#run(wait);
    return () => {
      wait.cancel?.();
      this.#waits.delete(wait);
    };
  }

  halt(): void {
    if (this.#halted) return;
    this.#halted = true;
    for (const wait of this.#waits) {
      wait.cancel?.();
      wait.cancel = undefined;
      wait.restMs = Math.max(0, wait.restMs - (this.elapsed() - wait.since));
    }
  }

  /** Every wait goes on with what was left of it. */
  resume(): void {
    if (!this.#halted) return;
    this.#halted = false;
    for (const wait of this.#waits) this.#run(wait);
  }

  #run(wait: Wait): void {
    wait.since = this.elapsed();
    wait.cancel = this.#clock.schedule(wait.restMs, () => {
      this.#waits.delete(wait);
      wait.action();
    });
  }
}
