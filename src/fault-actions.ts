/** What the operator does to the rules that are in force, and how a rule reads that has been checked. */
import type { FaultActions } from './control/actions.ts';
import type { RuleView } from './control/fault-views.ts';
import type { RuleRecord } from './faults/armed-rule.ts';
import { conditionNames, pduNames } from './faults/conditions.ts';
import type { Faults } from './faults/faults.ts';
import { fared } from './faults/near-miss.ts';
import type { CheckedRule } from './faults/rule.ts';
import type { NumberRange } from './faults/words.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { namePattern } from './foundation/name-pattern.ts';
import { formatDuration, formatSize } from './foundation/quantity.ts';
import { UserError } from './foundation/user-error.ts';
import { checked } from './lab-faults.ts';

/** The names that a lab has. */
export interface NamedInLab {
  /** Drives and libraries. */
  readonly device: readonly string[];
  readonly target: readonly string[];
}

export function faultActions(faults: Faults, named: NamedInLab): FaultActions {
  return {
    'fault.add': async ({ rule }) => {
      const rules = (Array.isArray(rule) ? rule : [rule]).map(checked);
      for (const one of rules) refuseUnknownNames(one, named);
      return faults.addAll(rules).map((id) => ruleView(faults.record(id)));
    },
    'fault.list': async () => faults.records().map(ruleView),
    'fault.show': async ({ id }) => ruleView(faults.record(id)),
    'fault.remove': async ({ id }) => ruleView(faults.remove(id)),
    'fault.reset': async ({ id }) => {
      faults.reset(id);
      return (id === undefined ? faults.records() : [faults.record(id)]).map(ruleView);
    },
    'fault.presets': async () => [...(await import('./fault-book.ts')).faultBook.presets()],
    'fault.state': async () => ({ state: faults.state }),
    'fault.enter': async ({ state }) => {
      faults.enter(state);
      return { state };
    },
  };
}

/** @throws UserError when a rule looks for what the lab does not have: it would never fire */
function refuseUnknownNames({ match }: CheckedRule, named: NamedInLab): void {
  for (const noun of ['device', 'target'] as const)
    for (const name of (match[noun] as readonly string[] | undefined) ?? [])
      if (!named[noun].some((one) => namePattern(name).test(one)))
        throw new UserError(`${noun}-unknown`, `There is no ${noun} '${name}'.`, {
          hint: didYouMean(name, named[noun]) ?? "'tapelab status' shows them.",
        });
}

export function ruleView(record: RuleRecord): RuleView {
  const { id, rule, considered, firings, spent, misses } = record;
  const { seam, when, match, fire, then } = rule;
  const conditions = [...conditionNames, 'state', 'nth'] as const;
  const given = conditions.filter((name) => match[name] !== undefined);
  return {
    id,
    seam,
    when,
    action: rule.do.action.name,
    parameters: rule.do.written as RuleView['parameters'],
    match: Object.fromEntries(given.map((name) => [name, conditionInWords(name, match[name])])),
    fire: triggerInWords(fire),
    ...(then !== undefined && { then }),
    considered,
    firings,
    spent,
    misses: [...misses],
    report: [...fared(record)],
  };
}

function conditionInWords(name: string, value: unknown): string {
  if (Array.isArray(value)) return [...new Set(value.map((one) => conditionInWords(name, one)))].join(', ');
  if (name === 'pdu') return Object.entries(pduNames).find(([, opcode]) => opcode === value)?.[0] ?? String(value);
  if (name === 'bytesWritten') return formatSize(value as number);
  return isRange(value) ? rangeInWords(value) : String(value);
}

const isRange = (value: unknown): value is NumberRange => typeof value === 'object' && value !== null && 'first' in value;
const rangeInWords = ({ first, last }: NumberRange): string =>
  first === last ? String(first) : `${first}..${last === Number.POSITIVE_INFINITY ? '' : last}`;

/** `once`, `always`, `3 times, every 10`. */
function triggerInWords({ times, every, after, afterTime, probability, whileFile }: CheckedRule['fire']): string {
  const words = [
    times !== undefined && (times === 1 ? 'once' : `${times} times`),
    every !== undefined && `every ${every}`,
    after !== undefined && `after ${after}`,
    afterTime !== undefined && `after ${formatDuration(afterTime)}`,
    probability !== undefined && `with probability ${probability}`,
    whileFile !== undefined && `while ${whileFile} exists`,
  ].filter((word) => word !== false);
  return words.length === 0 ? 'always' : words.join(', ');
}
