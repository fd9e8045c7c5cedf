/** `tapelab fault reset [full]`: as if a rule, or all of them, had just been added. */
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const faultResetVerb = (composition: Composition) =>
  verb('reset', 'have a rule begin anew; all of them, in the first state, unless one is named')
    .argument('[id]', "as 'fault list' tells it")
    .action(async (id, options) => {
      const rules = await withServer(options.home, (actions) => actions['fault.reset']({ id }));
      const all = rules.length === 0 ? 'No rule is in force; the state is the first.' : 'All rules begin anew, in the first state.';
      answer(composition, options, { value: rules, text: id === undefined ? all : `Rule ${id} begins anew.` });
    });
