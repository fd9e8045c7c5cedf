/** `tapelab fault remove full`: takes a rule out of force, and tells how it has fared. */
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const faultRemoveVerb = (composition: Composition) =>
  verb('remove', 'take a rule out of force')
    .argument('<id>', "as 'fault list' tells it")
    .action(async (id, options) => {
      const rule = await withServer(options.home, (actions) => actions['fault.remove']({ id }));
      answer(composition, options, { value: rule, text: [`Rule ${id} is removed.`, ...rule.report].join('\n') });
    });
