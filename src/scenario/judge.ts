/**
 * Whether an expectation is met: it is shown what the chronicle puts down, with the state that the rules were in when that began, and decides as soon
 * as it can.
 */
import type { TraceEntry } from '../trace/entry.ts';
import type { Expectation } from './expectation.ts';

/** `open`: what decides it has not come. */
export type Verdict = 'met' | 'broken' | 'open';

/** Something seen. */
export interface Seen {
  readonly entry: TraceEntry;
  /** Monotonic milliseconds: of a command when it arrived, of anything else when it happened. */
  readonly beganMs: number;
  readonly state: string;
}

export class Judge {
  readonly expectation: Expectation;
  readonly #sinceMs: { value: number | undefined };
  /** What stands after `after` has been seen. */
  #anchor: TraceEntry | undefined;
  #count = 0;
  #verdict: Verdict = 'open';
  #why = '';
  #decidedBy: TraceEntry | undefined;

  /** `startedMs`: monotonic. */
  constructor(expectation: Expectation, startedMs: number) {
    this.expectation = expectation;
    this.#sinceMs = { value: expectation.after === undefined ? startedMs : undefined };
  }

  get verdict(): Verdict {
    return this.#verdict;
  }

  /** In words. */
  get why(): string {
    return this.#why;
  }

  /** What decided it. */
  get decidedBy(): TraceEntry | undefined {
    return this.#decidedBy;
  }

  /** Whether it can be decided before the scenario is over. */
  get decidable(): boolean {
    const { kind, withinMs, most } = this.expectation;
    return kind === 'next' || withinMs !== undefined || (kind === 'seen' && most === Number.POSITIVE_INFINITY);
  }

  /** When `within` is over, in monotonic milliseconds, once that is known. */
  get deadlineMs(): number | undefined {
    const { withinMs } = this.expectation;
    if (this.#verdict !== 'open' || withinMs === undefined || this.#sinceMs.value === undefined) return undefined;
    return this.#sinceMs.value + withinMs;
  }

  see(seen: Seen): void {
    if (this.#verdict !== 'open') return;
    const { after, sighting, kind } = this.expectation;
    const { entry, beganMs } = seen;
    if (this.#sinceMs.value === undefined) {
      if (!after!.fits(entry)) return;
      this.#anchor = entry;
      this.#sinceMs.value = entry.elapsedMs;
      return;
    }
    // What was under way before is no answer to it.
    if (beganMs < this.#sinceMs.value || (this.#anchor !== undefined && entry.number <= this.#anchor.number)) return;
    const deadline = this.deadlineMs;
    if (deadline !== undefined && beganMs > deadline) {
      this.timeIsOver();
      return;
    }
    if (!sighting.fits(entry) || !this.#whileHolds(seen)) return;
    if (kind === 'next') this.#next(entry);
    else this.#counted(entry);
  }

  /** `within` has passed. */
  timeIsOver(): void {
    if (this.#verdict === 'open') this.#conclude('in time');
  }

  /** The scenario is over. */
  finish(): void {
    if (this.#verdict !== 'open') return;
    const { after } = this.expectation;
    if (this.#sinceMs.value === undefined && this.expectation.kind !== 'never seen') {
      this.#why = `${after!.words} was never seen`;
      return;
    }
    this.#conclude('before the end');
  }

  #whileHolds({ state }: Seen): boolean {
    const { states } = this.expectation;
    return states === undefined || states.includes(state);
  }

  #counted(entry: TraceEntry): void {
    const { kind, least, most, sighting } = this.expectation;
    this.#count += 1;
    if (kind === 'never seen') this.#decide('broken', `${sighting.words} was seen`, entry);
    else if (this.#count > most) this.#decide('broken', `${sighting.words} was ${seenTimes(this.#count)}`, entry);
    else if (this.#count >= least && most === Number.POSITIVE_INFINITY)
      this.#decide('met', least === 1 ? `${sighting.words} was seen` : `${sighting.words} was ${seenTimes(least)}`, entry);
  }

  #next(entry: TraceEntry): void {
    const { initiator, device } = this.#anchor!;
    const isAnother = (mine: string | undefined, its: string | undefined) => mine !== undefined && its !== undefined && mine !== its;
    if (isAnother(initiator, entry.initiator) || isAnother(device, entry.device)) return;
    const was = entry.command ?? entry.text;
    this.#decide(this.expectation.is!.fits(entry) ? 'met' : 'broken', `it was ${was}`, entry);
  }

  /** With what has been seen until now. */
  #conclude(when: string): void {
    const { kind, sighting, least } = this.expectation;
    if (kind === 'next') this.#decide('broken', `nothing came ${when}`);
    else if (kind === 'never seen') this.#decide('met', `${sighting.words} was not seen ${when}`);
    else this.#decide(this.#count >= least ? 'met' : 'broken', `${sighting.words} was ${seenTimes(this.#count)} ${when}`);
  }

  #decide(verdict: Verdict, why: string, entry?: TraceEntry): void {
    this.#verdict = verdict;
    this.#why = why;
    this.#decidedBy = entry;
  }
}

const seenTimes = (count: number): string => ['not seen', 'seen once', 'seen twice'][count] ?? `seen ${count} times`;
