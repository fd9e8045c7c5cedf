/** What happened, in order: the recent entries are kept, and whoever subscribes is told each as it is put down. */
import type { Clock } from '../foundation/clock.ts';
import type { TraceEntry, TraceNote } from './entry.ts';

export class Chronicle {
  readonly #clock: Clock;
  readonly #capacity: number;
  /** Oldest first. */
  #entries: TraceEntry[] = [];
  #count = 0;
  readonly #listeners = new Set<(entry: TraceEntry) => void>();

  /** `capacity`: how many entries are kept. */
  constructor(clock: Clock, capacity = 20_000) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** The number of the last entry; 0: there is none. */
  get last(): number {
    return this.#count;
  }

  /** Takes `note` over: it becomes the entry. */
  note(note: TraceNote): void {
    const entry: TraceEntry = Object.assign(note, { number: ++this.#count, at: this.#clock.now(), elapsedMs: this.#clock.elapsed() });
    this.#entries.push(entry);
    // Cut in halves: an entry is moved once in its life.
    if (this.#entries.length > 2 * this.#capacity) this.#entries = this.#entries.slice(-this.#capacity);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Those after the one of this number, oldest first; of more than `limit` the last ones. */
  after(number: number, limit = this.#capacity): readonly TraceEntry[] {
    const first = this.#entries[0]?.number ?? 1;
    return this.#entries.slice(Math.max(0, number + 1 - first)).slice(-limit);
  }

  /** The result ends it. */
  subscribe(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
