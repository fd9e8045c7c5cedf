/** What becomes of a scenario, as reports tell it: of each expectation, step and rule, and of the whole. */
import type { RuleRecord } from '../faults/armed-rule.ts';
import type { Verdict } from './judge.ts';
import type { Scenario } from './scenario.ts';
import type { StoryRow } from './story.ts';

export interface ExpectationResult {
  readonly sentence: string;
  readonly verdict: Verdict;
  /** In words. */
  readonly why: string;
  /** Since the start; of what decided it. */
  readonly atMs?: number | undefined;
  /** What the chronicle says there. */
  readonly text?: string | undefined;
}

export interface StepResult {
  /** `when state is full`. */
  readonly occasion: string;
  readonly words: string;
  readonly atMs: number;
  /** Why it could not be done. */
  readonly failed?: string | undefined;
}

export interface RuleResult {
  readonly id: string;
  readonly action: string;
  readonly considered: number;
  readonly firings: number;
  readonly misses: RuleRecord['misses'];
  /** In sentences: of one that never fired what came nearest. */
  readonly fared: readonly string[];
}

/** What a scenario has come to, in the end or until now. */
export interface ScenarioResult {
  readonly title: string;
  readonly description?: string | undefined;
  readonly file: string;
  readonly seed: string;
  readonly parameters: Scenario['parameters'];
  readonly phase: 'running' | 'ended' | 'stopped';
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Why it ended, in words. */
  readonly ended?: string | undefined;
  /** Every expectation is met, and every step was done; once it is over. */
  readonly passed?: boolean | undefined;
  readonly expectations: readonly ExpectationResult[];
  readonly rules: readonly RuleResult[];
  readonly steps: readonly StepResult[];
  /** The state that the rules are in, and all that they have been in. */
  readonly state: string;
  readonly states: readonly { readonly state: string; readonly atMs: number }[];
  readonly story: readonly StoryRow[];
  /** Rows that there were too many of. */
  readonly omitted: number;
}
