/**
 * The faults of a lab as a program uses them: rules as they are written in a scenario, in force as long as the program wants.
 *
 *     await lab.faults.during({ match: { command: 'write' }, do: { sense: { sense: 'MEDIUM ERROR / WRITE ERROR' } } }, async () => { … });
 */
import type * as z from 'zod';
import { checkedValue } from './config/checked-document.ts';
import { faultVocabulary } from './fault-vocabulary.ts';
import type { Subject } from './faults/action.ts';
import type { RuleRecord } from './faults/armed-rule.ts';
import type { Faults } from './faults/faults.ts';
import { type CheckedRule, performanceSchema, ruleSchema } from './faults/rule.ts';

const schema = ruleSchema(faultVocabulary);
const performance = performanceSchema(faultVocabulary);

/** A rule as it is written. */
export type Rule = z.input<typeof schema>;

export class LabFaults {
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Puts a rule in force; answers its id. @throws UserError saying what is wrong with it */
  add(rule: Rule): string {
    return this.#faults.add(checked(rule));
  }

  /** Does a deed at once, to what `on` says of it: `perform({ 'bit-rot': { block: 3 } }, { device: 'dds0' })`. @throws UserError */
  async perform(deed: Rule['do'], on: Subject = {}): Promise<void> {
    await this.#faults.perform(checkedValue(deed, performance, { noun: 'action', code: 'action-invalid' }), on);
  }

  /** @throws UserError */
  remove(id: string): void {
    this.#faults.remove(id);
  }

  /** How a rule has fared. @throws UserError */
  show(id: string): RuleRecord {
    return this.#faults.record(id);
  }

  /** In force while `work` goes on, whatever becomes of it. @throws UserError */
  during<T>(rule: Rule, work: (record: () => RuleRecord) => Promise<T>): Promise<T> {
    return this.#faults.during(checked(rule), work);
  }
}

/** @throws UserError */
export const checked = (rule: unknown): CheckedRule => checkedValue(rule, schema, { noun: 'rule', code: 'rule-invalid' });
