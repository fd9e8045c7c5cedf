/** `tapelab fault presets`: the scenarios of the package, with one sentence each. Needs no server. */
import type { Composition } from './composition.ts';
import { table } from './table.ts';
import { answer, verb } from './verb.ts';

export const faultPresetsVerb = (composition: Composition) =>
  verb('presets', 'the scenarios that come with the program, with one sentence each').action(async (options) => {
    const presets = (await composition.faultBook()).presets();
    answer(composition, options, {
      value: presets,
      text: table(
        ['PRESET', 'GROUP', 'WHAT HAPPENS'],
        presets.map(({ name, group, summary }) => [name, group, summary]),
      ),
      hint: "'tapelab fault explain PRESET' tells more of one, 'tapelab scenario run PRESET' runs it.",
    });
  });
