/** `tapelab drive insert drive0 LAB002L8`: what a hand does; whether the drive loads the cartridge then is the drive's way (`autoload`). */
import type { Composition } from './composition.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

export const driveInsertVerb = (composition: Composition) =>
  verb('insert', 'put a cartridge into a drive, which loads it if that is its way')
    .argument('<drive>')
    .argument('<barcode>')
    .action(async (drive, barcode, options) => {
      const state = await withServer(options.home, (actions) => actions['drive.insert']({ drive, barcode }));
      answer(composition, options, {
        value: state,
        text: `Cartridge ${barcode} is in ${drive}.`,
        hint: state.loaded ? undefined : `'tapelab drive load ${drive}${homeOption(options.home)}' loads it, if nobody else does.`,
      });
    });
