/** `tapelab scenario check full.yaml`: whether a scenario is right as it is written. Needs no server. */
import type { Composition } from './composition.ts';
import { settings } from './fault-words.ts';
import { sourceMeant } from './scenario-words.ts';
import { answer, count, verb } from './verb.ts';

export const scenarioCheckVerb = (composition: Composition) =>
  verb('check', 'whether a scenario is right as it is written')
    .argument('<scenario>', 'a file, - for what is typed in, or a preset')
    .addOption(settings())
    .action(async (named, options) => {
      const outline = (await composition.faultBook()).scenario(await sourceMeant(named, options.set));
      const { title, hasOwnLab, rules, moments, expectations } = outline;
      const parts = [count(rules, 'rule'), count(moments, 'moment'), count(expectations, 'expectation')].join(', ');
      answer(composition, options, {
        value: outline,
        text: `'${title}' is right: ${parts}${hasOwnLab ? ', in a lab of its own' : ''}.`,
        hint: named === '-' ? undefined : `'tapelab scenario run ${named}' runs it.`,
      });
    });
