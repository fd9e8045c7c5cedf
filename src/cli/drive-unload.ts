/** `tapelab drive unload drive0`: what the drive's button does; the cartridge stays at the drive. */
import type { Composition } from './composition.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

export const driveUnloadVerb = (composition: Composition) =>
  verb('unload', 'unload the cartridge; it stays in the drive')
    .argument('<drive>')
    .option('--force', 'even while a host prevents it')
    .action(async (drive, options) => {
      const state = await withServer(options.home, (actions) => actions['drive.unload']({ drive, force: options.force }));
      answer(composition, options, {
        value: state,
        text: `Cartridge ${state.cartridge} is unloaded.`,
        hint: `'tapelab drive load ${drive}${homeOption(options.home)}' loads it again, 'tapelab drive eject ${drive}${homeOption(options.home)}' takes it out.`,
      });
    });
