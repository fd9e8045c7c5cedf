/**
 * The speed of the tape: what passes the head takes its time, and tape that has stood still must be brought up to speed first, behind the place where
 * it goes on (stop-start). A host that keeps up with the drive never sees that.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Timing } from './timing.ts';

/** So long a drive waits for more before it stops, and a timer may be late. */
const patienceMs = 50;

export class Pace {
  readonly #timing: Pick<Timing, 'bytesPerSecond' | 'repositionMs'>;
  readonly #clock: Clock;
  /** When everything so far has passed. */
  #passedAt = Number.NEGATIVE_INFINITY;

  constructor(timing: Pick<Timing, 'bytesPerSecond' | 'repositionMs'>, clock: Clock) {
    this.#timing = timing;
    this.#clock = clock;
  }

  /** Resolves when `bytes` more have passed the head; undefined when that takes no time. */
  pass(bytes: number): Promise<void> | undefined {
    const { bytesPerSecond, repositionMs } = this.#timing;
    if (bytesPerSecond === 0 || bytes === 0) return undefined;
    const now = this.#clock.elapsed();
    const moving = now - this.#passedAt <= patienceMs;
    this.#passedAt = (moving ? this.#passedAt : now + repositionMs) + (bytes / bytesPerSecond) * 1000;
    const delayMs = this.#passedAt - now;
    return delayMs <= 0 ? undefined : new Promise((resolve) => void this.#clock.schedule(delayMs, resolve));
  }
}
