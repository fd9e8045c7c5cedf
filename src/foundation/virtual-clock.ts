/**
 * A clock for simulated hosts: its time passes only when nothing else does. While a byte, a file operation or a callback is on its way it stands still;
 * then it jumps to the next moment for which somebody has scheduled something. Ninety seconds of waiting take none, and every run of the same events
 * comes to the same times.
 */
import { type Clock, ManualClock } from './clock.ts';
import { invariant } from './invariant.ts';

export interface VirtualClockOptions {
  /** Whether nothing is on its way that could still happen without time passing. Asked once per turn of the event loop. */
  readonly quiet: () => boolean;
  /** Milliseconds since the Unix epoch at which it begins. */
  readonly now?: number;
}

/** How many turns of the event loop in a row have to be quiet: what one turn has finished may begin something in the next. */
const QUIET_TURNS = 3;

export class VirtualClock implements Clock {
  readonly #clock: ManualClock;
  readonly #quiet: () => boolean;

  constructor({ quiet, now = 0 }: VirtualClockOptions) {
    this.#clock = new ManualClock(now);
    this.#quiet = quiet;
  }

  now(): number {
    return this.#clock.now();
  }

  elapsed(): number {
    return this.#clock.elapsed();
  }

  schedule(delayMs: number, action: () => void): () => void {
    return this.#clock.schedule(delayMs, action);
  }

  /** Lets time pass until `work` has settled. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    let quiet = 0;
    while (!settled) {
      await turn();
      quiet = this.#quiet() ? quiet + 1 : 0;
      if (quiet < QUIET_TURNS || settled) continue;
      quiet = 0;
      const due = this.#clock.nextDue;
      invariant(due !== undefined, 'somebody waits for something that nothing will bring about');
      this.#clock.advance(due - this.#clock.elapsed());
    }
    return work;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
