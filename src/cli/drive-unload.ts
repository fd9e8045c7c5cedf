/** `tapelab drive unload drive0`: what the drive's button does; the cartridge stays at the drive, unless it is one of a stack. */
import type { DriveView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { naming } from './library-words.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

export const driveUnloadVerb = (composition: Composition) =>
  verb('unload', 'unload the cartridge; it stays in the drive')
    .argument('<drive>')
    .option('--force', 'even while a host prevents it')
    .action(async (drive, options) => {
      const state = await withServer(options.home, (actions) => actions['drive.unload']({ drive, force: options.force }));
      const stays = state.cartridge !== undefined && !state.loaded;
      answer(composition, options, {
        value: state,
        text: stays ? `Cartridge ${state.cartridge} is unloaded.` : 'The cartridge is unloaded, and makes room for the next of the stack.',
        hint: stays
          ? `'tapelab drive load ${drive}${homeOption(options.home)}' loads it again, ${wayOut(state)}${homeOption(options.home)}' takes it out.`
          : undefined,
      });
    });

/** Out of a library's drive the robot takes it. */
const wayOut = ({ name, library }: DriveView): string =>
  library === undefined ? `'tapelab drive eject ${name}` : `'tapelab move ${name} slot:N${naming(library)}`;
