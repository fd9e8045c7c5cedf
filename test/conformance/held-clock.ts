/** A clock that goes on by itself, turn for turn of this process, until a test holds it to look at what is under way: no look comes too late. */
import { ManualClock } from '../../src/foundation/clock.ts';

export class HeldClock extends ManualClock {
  readonly #stepMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(stepMs: number) {
    super();
    this.#stepMs = stepMs;
    this.release();
  }

  hold(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  release(): void {
    this.#timer ??= setInterval(() => this.advance(this.#stepMs), 1);
  }
}
