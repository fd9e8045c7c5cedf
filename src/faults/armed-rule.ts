/**
 * One rule in force: whether it fires on what passes its seam, and how it has fared, so that a rule that never fired can say what kept it from that.
 */
import { type ConditionName, failing } from './conditions.ts';
import type { Occurrence } from './occurrence.ts';
import type { CheckedRule } from './rule.ts';
import type { Trigger } from './trigger.ts';

/** Why a rule did not fire when something passed it: a condition, the trigger's word, the state, or that it had failed already. */
export type Miss = ConditionName | 'state' | 'nth' | 'failed' | `fire.${string}`;

/** How a rule has fared. */
export interface RuleRecord {
  readonly id: string;
  readonly rule: CheckedRule;
  /** What passed its seam while it was in force, until it was spent. */
  readonly considered: number;
  readonly firings: number;
  /** It fires no more. */
  readonly spent: boolean;
  /** How often each condition was what failed, the most frequent first. */
  readonly misses: readonly { readonly condition: Miss; readonly count: number }[];
  /** What came nearest to firing and did not: the last one of those for which the fewest conditions failed, or none but a count or the dice. */
  readonly nearest: { readonly occurrence: Occurrence; readonly missing: readonly Miss[] } | undefined;
}

export class ArmedRule {
  readonly id: string;
  readonly rule: CheckedRule;
  #trigger: Trigger;
  #considered = 0;
  /** Occurrences for which all but `nth` and the trigger held. */
  #matched = 0;
  readonly #misses = new Map<Miss, number>();
  #nearest: RuleRecord['nearest'];

  constructor(id: string, rule: CheckedRule, trigger: Trigger) {
    this.id = id;
    this.rule = rule;
    this.#trigger = trigger;
  }

  /** It fires no more, and lies in wait nowhere. */
  get spent(): boolean {
    return this.#trigger.spent;
  }

  get record(): RuleRecord {
    const misses = [...this.#misses].map(([condition, count]) => ({ condition, count })).sort((a, b) => b.count - a.count);
    return {
      id: this.id,
      rule: this.rule,
      considered: this.#considered,
      firings: this.#trigger.firings,
      spent: this.spent,
      misses,
      nearest: this.#nearest,
    };
  }

  reset(trigger: Trigger): void {
    this.#trigger = trigger;
    this.#considered = 0;
    this.#matched = 0;
    this.#misses.clear();
    this.#nearest = undefined;
  }

  /** Whether it fires; else what kept it from that is counted. */
  considers(occurrence: Occurrence, state: string): boolean {
    this.#considered += 1;
    const misses = this.#missesOf(occurrence, state);
    for (const miss of misses) this.#misses.set(miss, (this.#misses.get(miss) ?? 0) + 1);
    if (misses.length > 0 && farness(misses) <= (this.#nearest === undefined ? Number.POSITIVE_INFINITY : farness(this.#nearest.missing)))
      this.#nearest = { occurrence: asItIs(occurrence), missing: misses };
    return misses.length === 0;
  }

  #missesOf(occurrence: Occurrence, state: string): readonly Miss[] {
    const { match, evenIfFailed } = this.rule;
    const misses: Miss[] = failing(match, occurrence);
    if (match.state !== undefined && !match.state.includes(state)) misses.push('state');
    if (occurrence.failed === true && !evenIfFailed) misses.push('failed');
    if (misses.length > 0) return misses;
    this.#matched += 1;
    const { nth } = match;
    if (nth !== undefined && (this.#matched < nth.first || this.#matched > nth.last)) return ['nth'];
    const word = this.#trigger.pull();
    return word === undefined ? [] : [`fire.${word}`];
  }
}

/** What is only counted or diced is nearer than what does not hold: all the rest did. */
const farness = (misses: readonly Miss[]): number =>
  misses.every((miss) => miss === 'nth' || miss.startsWith('fire.')) ? 0 : misses.length;

/** Where the drive stands now, since it goes on. */
function asItIs({ whereabouts, ...occurrence }: Occurrence): Occurrence {
  if (occurrence.blocks !== undefined || whereabouts === undefined) return occurrence;
  const block = whereabouts()?.block;
  return block === undefined ? occurrence : { ...occurrence, blocks: { first: block, count: 1 } };
}
