/** The most recent events, for whoever asks what has just happened; older ones fall out, so it never grows. */
import type { Clock } from '../foundation/clock.ts';
import type { Happening, Publish } from '../foundation/event.ts';

export interface RingEntry {
  /** Counts from 1 and never repeats: who has seen `sequence` asks for what came after it. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly event: Happening;
}

export class EventRing {
  readonly #clock: Clock;
  readonly #capacity: number;
  /** The entry with sequence number `n` stands at `n % capacity`. */
  readonly #entries: RingEntry[] = [];
  #last = 0;

  constructor(options: { clock: Clock; capacity?: number }) {
    this.#clock = options.clock;
    this.#capacity = options.capacity ?? 1000;
  }

  readonly publish: Publish = (event) => {
    const entry: RingEntry = { sequence: ++this.#last, at: this.#clock.now(), event };
    this.#entries[entry.sequence % this.#capacity] = entry;
  };

  /** What is still here of the events after `sequence`, in their order. */
  since(sequence = 0): readonly RingEntry[] {
    const first = Math.max(sequence, this.#last - this.#capacity, 0) + 1;
    const entries: RingEntry[] = [];
    for (let n = first; n <= this.#last; n++) entries.push(this.#entries[n % this.#capacity]!);
    return entries;
  }
}
