/** `tapelab fault show full`: one rule whole; of one that has not fired, what kept it from that. */
import type { RuleView } from '../control/fault-views.ts';
import type { Composition } from './composition.ts';
import { actionInWords, matchInWords } from './fault-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const faultShowVerb = (composition: Composition) =>
  verb('show', 'one rule; of one that has not fired, what kept it from that')
    .argument('<id>', "as 'fault list' tells it")
    .action(async (id, options) => {
      const rule = await withServer(options.home, (actions) => actions['fault.show']({ id }));
      answer(composition, options, { value: rule, text: describe(rule) });
    });

function describe(rule: RuleView): string {
  const { id, when, seam, fire, then, report } = rule;
  return [
    `${id}: ${actionInWords(rule)}`,
    `  of a ${seam}, ${when}: ${matchInWords(rule)}`,
    `  fires ${fire}${then === undefined ? '' : `, then the state is ${then}`}`,
    ...report,
  ].join('\n');
}
