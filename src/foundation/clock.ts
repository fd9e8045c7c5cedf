/**
 * Time as the rooms see it: handed in, so that a test can hold it still and a scenario can script it.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  elapsed(): number;
  /** Calls `action` once after `delayMs`; the returned function cancels it. A pending call does not keep the process alive. */
  schedule(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  schedule(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after so long. */
export const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(delayMs, resolve);
  });

/** A clock that stands still until `advance` is called. */
export class ManualClock implements Clock {
  #now: number;
  #pending: { at: number; order: number; action: () => void }[] = [];
  #order = 0;

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#now;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const entry = { at: this.#now + delayMs, order: this.#order++, action };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  /** When the next call falls due, by `elapsed`; undefined: nothing is pending. */
  get nextDue(): number | undefined {
    return this.#pending.length === 0 ? undefined : Math.min(...this.#pending.map(({ at }) => at));
  }

  /** Moves time forward, running what falls due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#pending.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#pending = this.#pending.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
    }
    this.#now = end;
  }
}
