/** What was found of a run, and what that is beside what the article says. */
import type { NamedDevice } from '../host/happening.ts';
import type { Expectation, Verdict } from './article.ts';
import { type Course, eventsOf } from './course.ts';

export interface Finding {
  readonly verdict: Verdict;
  /** What it was concluded from, a sentence each. */
  readonly because: readonly string[];
}

/** The finding beside what the article says. */
export interface Judgement<Combination = object> {
  readonly combination: Combination;
  readonly expected: Expectation;
  readonly finding: Finding;
  /** What it was found otherwise than the article has it; none: they agree. */
  readonly differences: readonly string[];
}

export interface Outcome<Combination = object> extends Judgement<Combination> {
  readonly course: Course;
}

/** The finding beside the expectation; and whatever the article says, what was restored has to be what was backed up. */
export function outcomeOf<Combination>(
  combination: Combination,
  expected: Expectation,
  finding: Finding,
  course: Course,
): Outcome<Combination> {
  const differences = [];
  if (finding.verdict !== expected.verdict)
    differences.push(`found '${finding.verdict}', where the article has '${expected.verdict}' (${expected.statements.join(', ')})`);
  const compared = eventsOf(course, 'host.data-compared');
  if (compared.some(({ source, restored }) => source !== restored)) differences.push('what was restored is not what was backed up');
  if (expected.verdict !== 'reproduced' && compared.length === 0) differences.push('nothing was restored');
  return { combination, expected, finding, differences, course };
}

/** The names that devices had at first, and those that they had in the end. */
export function namesOf(course: Course): { readonly before: readonly NamedDevice[]; readonly after: readonly NamedDevice[] } {
  const before: NamedDevice[] = [];
  let after: readonly NamedDevice[] = [];
  let isBeginning = true;
  let isDown = false;
  for (const { event } of course) {
    if (event.event === 'host.shut-down') isDown = true;
    if (event.event === 'host.device-removed') after = after.filter(({ name }) => name !== event.device.name);
    if (event.event === 'host.device-removed' || isDown) isBeginning = false;
    if (event.event !== 'host.device-arrived') continue;
    after = isDown ? [event.device] : [...after, event.device];
    isDown = false;
    if (isBeginning) before.push(event.device);
  }
  return { before, after };
}
