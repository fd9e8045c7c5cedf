/**
 * A clock for simulated hosts: its time passes only when nothing else does. While a byte, a file operation or a callback is on its way it stands still;
 * then it jumps to the next moment for which somebody has scheduled something. Ninety seconds of waiting take none, and every run of the same events
 * comes to the same times. What waits for something that nothing will bring about is an error, and never a program that hangs.
 */

import { type Clock, ManualClock, systemClock } from './clock.ts';
import { nextTurn } from './next-turn.ts';

export interface VirtualClockOptions {
  /** Whether nothing is on its way that could still happen without time passing. Asked once per turn of the event loop. */
  readonly quiet: () => boolean;
  /** How much has arrived: where that grows, what is on its way is many things, and not one that never arrives. */
  readonly arrived?: () => number;
  /** Milliseconds since the Unix epoch at which it begins. */
  readonly now?: number;
  /** By which it is measured that something is on its way, and never arrives; the system's unless given. */
  readonly patience?: Clock;
}

/** Why no time can pass any more. */
export class StandstillError extends Error {
  override readonly name = 'StandstillError';
}

/** How many turns of the event loop in a row have to be quiet: what one turn has finished may begin something in the next. */
const QUIET_TURNS = 3;

/** Something that is on its way on one machine for this long, by the system's clock, is not going to arrive. */
const PATIENCE_MS = 30_000;

export class VirtualClock implements Clock {
  readonly #clock: ManualClock;
  readonly #quiet: () => boolean;
  readonly #arrived: () => number;
  readonly #patience: Clock;

  constructor({ quiet, arrived = () => 0, now = 0, patience = systemClock }: VirtualClockOptions) {
    this.#clock = new ManualClock(now);
    this.#quiet = quiet;
    this.#arrived = arrived;
    this.#patience = patience;
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

  /** Lets time pass until `work` has settled, `limitMs` at most; by one caller at a time. @throws StandstillError when it never will */
  async run<T>(work: Promise<T>, limitMs = Number.POSITIVE_INFINITY): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    const end = this.elapsed() + limitMs;
    let quiet = 0;
    let arrived = this.#arrived();
    let moved = this.#patience.elapsed();
    for (;;) {
      await nextTurn();
      if (settled) return work;
      quiet = this.#quiet() ? quiet + 1 : 0;
      if (quiet >= QUIET_TURNS) {
        quiet = 0;
        moved = this.#patience.elapsed();
        this.#jump(end);
      } else if (this.#arrived() !== arrived) {
        arrived = this.#arrived();
        moved = this.#patience.elapsed();
      } else if (this.#patience.elapsed() - moved > PATIENCE_MS) {
        throw new StandstillError(`something has been on its way for ${PATIENCE_MS / 1000} s, and has not arrived`);
      }
    }
  }

  #jump(end: number): void {
    const due = this.#clock.nextDue;
    if (due === undefined) throw new StandstillError('somebody waits for something that nothing will bring about');
    if (due > end) throw new StandstillError('what was to be done has not been done in the time there was for it');
    this.#clock.advance(due - this.#clock.elapsed());
  }
}
