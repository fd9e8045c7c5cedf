/** `tapelab fault list`: the rules that are in force, and how each has fared. */
import type { Composition } from './composition.ts';
import { rulesTable } from './fault-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const faultListVerb = (composition: Composition) =>
  verb('list', 'the rules that are in force, and how each has fared').action(async (options) => {
    const rules = await withServer(options.home, (actions) => actions['fault.list']({}));
    answer(composition, options, { value: rules, text: rulesTable(rules) });
  });
