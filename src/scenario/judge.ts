/**
 * Whether an expectation is met: it is shown what the chronicle puts down, with the state that the rules were in when that began, and decides as soon
 * as it can. The chronicle has a command when it has ended; what counts is when it arrived. So when time is over, a command that goes on is seen as what
 * it is, and where its end may still decide, that is waited for.
 */
import type { TraceEntry, TraceNote } from '../trace/entry.ts';
import type { Expectation } from './expectation.ts';

/** `open`: what decides it has not come. */
export type Verdict = 'met' | 'broken' | 'open';

/** Something seen; of a task that goes on what is known of it. */
export interface Seen<Entry extends TraceNote = TraceNote> {
  readonly entry: Entry;
  /** Monotonic milliseconds: of a command when it arrived, of anything else when it happened. */
  readonly beganMs: number;
  readonly state: string;
}

type Decisive = Pick<TraceEntry, 'text' | 'elapsedMs'>;

export class Judge {
  readonly expectation: Expectation;
  readonly #outstanding: () => readonly Seen[];
  readonly #sinceMs: { value: number | undefined };
  /** What stands after `after` has been seen. */
  #anchor: TraceEntry | undefined;
  #count = 0;
  #verdict: Verdict = 'open';
  #why = '';
  #decidedBy: Decisive | undefined;
  /** Tasks that arrived in time, whose ends are waited for: how many of each key. */
  #awaited: Map<string, number> | undefined;

  /** `startedMs`: monotonic. `outstanding`: the tasks that have arrived and not ended. */
  constructor(expectation: Expectation, startedMs: number, outstanding: () => readonly Seen[]) {
    this.expectation = expectation;
    this.#outstanding = outstanding;
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
  get decidedBy(): Decisive | undefined {
    return this.#decidedBy;
  }

  /** Whether it can be decided before the scenario is over. */
  get decidable(): boolean {
    const { kind, withinMs, most } = this.expectation;
    return kind === 'next' || withinMs !== undefined || (kind === 'seen' && most === Number.POSITIVE_INFINITY);
  }

  /** When `within` will be over, in monotonic milliseconds, once that is known. */
  get deadlineMs(): number | undefined {
    return this.#verdict === 'open' && this.#awaited === undefined ? this.#endMs : undefined;
  }

  get #endMs(): number | undefined {
    const { withinMs } = this.expectation;
    return withinMs === undefined || this.#sinceMs.value === undefined ? undefined : this.#sinceMs.value + withinMs;
  }

  see(seen: Seen<TraceEntry>): void {
    if (this.#verdict !== 'open') return;
    if (this.#awaited !== undefined) {
      this.#seeAwaited(seen, this.#awaited);
      return;
    }
    const { after } = this.expectation;
    const { entry } = seen;
    if (this.#sinceMs.value === undefined) {
      if (!after!.fits(entry)) return;
      this.#anchor = entry;
      this.#sinceMs.value = entry.elapsedMs;
      return;
    }
    if (this.#anchor !== undefined && entry.number <= this.#anchor.number) return;
    if (this.#counts(seen)) this.#consider(seen, entry.elapsedMs);
  }

  /** `within` has passed. */
  timeIsOver(): void {
    if (this.#verdict !== 'open' || this.#awaited !== undefined) return;
    const { sighting, is } = this.expectation;
    const awaited = new Map<string, number>();
    for (const seen of this.#outstanding()) {
      const { entry } = seen;
      if (!this.#counts(seen) || !sighting.mayFit(entry)) continue;
      if (sighting.fits(entry) && (is === undefined || is.fits(entry))) this.#consider(seen, seen.beganMs);
      else awaited.set(keyOf(entry), (awaited.get(keyOf(entry)) ?? 0) + 1);
    }
    if (this.#verdict !== 'open') return;
    if (awaited.size === 0) this.#conclude('in time');
    else this.#awaited = awaited;
  }

  /** The scenario is over. */
  finish(): void {
    if (this.#verdict !== 'open') return;
    const { after } = this.expectation;
    if (this.#sinceMs.value === undefined && this.expectation.kind !== 'never seen') {
      this.#why = `${after!.words} was never seen`;
      return;
    }
    for (const seen of this.#outstanding())
      if (this.#counts(seen) && this.#awaited?.has(keyOf(seen.entry)) !== false) this.#consider(seen, seen.beganMs);
    if (this.#verdict === 'open') this.#conclude(this.#awaited === undefined ? 'before the end' : 'in time');
  }

  /** Nothing else counts any more. */
  #seeAwaited(seen: Seen<TraceEntry>, awaited: Map<string, number>): void {
    const key = keyOf(seen.entry);
    const count = awaited.get(key);
    if (count === undefined) return;
    if (count > 1) awaited.set(key, count - 1);
    else awaited.delete(key);
    this.#consider(seen, seen.entry.elapsedMs);
    if (this.#verdict === 'open' && awaited.size === 0) this.#conclude('in time');
  }

  /** What was under way before is no answer to what stands after `after`, and what comes when time is over is too late. */
  #counts({ beganMs, state }: Seen): boolean {
    const since = this.#sinceMs.value;
    if (since === undefined || this.expectation.states?.includes(state) === false) return false;
    return beganMs >= since && beganMs <= (this.#endMs ?? Number.POSITIVE_INFINITY);
  }

  #consider({ entry }: Seen, elapsedMs: number): void {
    const { sighting, kind } = this.expectation;
    if (this.#verdict !== 'open' || !sighting.fits(entry)) return;
    const decisive = { ...entry, elapsedMs };
    if (kind === 'next') this.#next(decisive);
    else this.#counted(decisive);
  }

  #counted(entry: Decisive): void {
    const { kind, least, most, sighting } = this.expectation;
    this.#count += 1;
    if (kind === 'never seen') this.#decide('broken', `${sighting.words} was seen`, entry);
    else if (this.#count > most) this.#decide('broken', `${sighting.words} was ${seenTimes(this.#count)}`, entry);
    else if (this.#count >= least && most === Number.POSITIVE_INFINITY)
      this.#decide('met', least === 1 ? `${sighting.words} was seen` : `${sighting.words} was ${seenTimes(least)}`, entry);
  }

  #next(entry: TraceNote & Decisive): void {
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

  #decide(verdict: Verdict, why: string, entry?: Decisive): void {
    this.#verdict = verdict;
    this.#why = why;
    this.#decidedBy = entry;
  }
}

const seenTimes = (count: number): string => ['not seen', 'seen once', 'seen twice'][count] ?? `seen ${count} times`;

/** By which a task that goes on is known again when it ends; those of the same key are alike in all that counts. */
const keyOf = ({ device, initiator, command, arrivedMs }: TraceNote): string => `${device} ${initiator} ${command} ${arrivedMs}`;
