/** A clock that a lab can make cease: what waits by it then waits no more, and nothing happens by it from there on. The time of day goes on. */
import type { Clock } from '../foundation/clock.ts';

export class CeasingClock implements Clock {
  readonly #clock: Clock;
  /** What waits, each with how it is given up. */
  readonly #pending = new Set<() => void>();
  #ceased = false;

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
    return this.#begin(delayMs, action, () => {});
  }

  /** Resolves when the time has passed, and says whether it has: false when the clock has ceased before. */
  pause(durationMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#begin(
        durationMs,
        () => resolve(true),
        () => resolve(false),
      );
    });
  }

  cease(): void {
    this.#ceased = true;
    for (const giveUp of [...this.#pending]) giveUp();
  }

  #begin(delayMs: number, action: () => void, givenUp: () => void): () => void {
    if (this.#ceased) {
      givenUp();
      return () => {};
    }
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#pending.delete(giveUp);
      action();
    });
    const giveUp = (): void => {
      cancel();
      this.#pending.delete(giveUp);
      givenUp();
    };
    this.#pending.add(giveUp);
    return () => {
      cancel();
      this.#pending.delete(giveUp);
    };
  }
}
