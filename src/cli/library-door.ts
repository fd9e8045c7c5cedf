/** `tapelab library door open` and `close`: while the door is open the robot stands still, and every place can be reached by hand. */
import type { Composition } from './composition.ts';
import { naming } from './library-words.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

export const libraryDoorOpenVerb = (composition: Composition) =>
  verb('open', 'open the door: the robot stands still, and every place can be reached by hand')
    .argument('[library]', 'which (default: the only one)')
    .option('--force', 'even while a host prevents it')
    .action(async (library, options) => {
      const state = await withServer(options.home, (actions) => actions['library.door']({ library, open: true, force: options.force }));
      answer(composition, options, {
        value: state,
        text: `The door of ${state.name} is open.`,
        hint:
          `'tapelab move BARCODE slot:N${naming(library)}${homeOption(options.home)}' puts a cartridge in, ` +
          `'tapelab library door close${library === undefined ? '' : ` ${library}`}${homeOption(options.home)}' closes it.`,
      });
    });

export const libraryDoorCloseVerb = (composition: Composition) =>
  verb('close', 'close the door: the library looks at what is in it, and its hosts hear of that')
    .argument('[library]', 'which (default: the only one)')
    .action(async (library, options) => {
      const state = await withServer(options.home, (actions) => actions['library.door']({ library, open: false }));
      answer(composition, options, { value: state, text: `The door of ${state.name} is closed.` });
    });
