/** `tapelab fault state [broken]`: the state that the rules are in, or another one for them to go on in. */
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const faultStateVerb = (composition: Composition) =>
  verb('state', 'the state that the rules are in, or another one for them to go on in')
    .argument('[state]')
    .action(async (wanted, options) => {
      const value = await withServer(options.home, (actions) =>
        wanted === undefined ? actions['fault.state']({}) : actions['fault.enter']({ state: wanted }),
      );
      answer(composition, options, { value, text: `The rules are in the state ${value.state}.` });
    });
