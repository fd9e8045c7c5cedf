/** `tapelab drive load drive0 [LAB002L8]`: puts a cartridge in and loads it; without a barcode, loads the one that is in it. */
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const driveLoadVerb = (composition: Composition) =>
  verb('load', 'put a cartridge into a drive and load it, or load the one that is in it')
    .argument('<drive>')
    .argument('[barcode]')
    .action(async (drive, barcode, options) => {
      const state = await withServer(options.home, (actions) => actions['drive.load']({ drive, barcode }));
      answer(composition, options, { value: state, text: `Cartridge ${state.cartridge} is loaded in ${drive}.` });
    });
