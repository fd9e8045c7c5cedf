/** `tapelab drive load drive0 [LAB002L8]`: puts a cartridge in and loads it; without a barcode, loads the one that is in it. Tells what became of it. */
import type { DriveView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

export const driveLoadVerb = (composition: Composition) =>
  verb('load', 'put a cartridge into a drive and load it, or load the one that is in it')
    .argument('<drive>')
    .argument('[barcode]')
    .action(async (drive, barcode, options) => {
      const state = await withServer(options.home, (actions) => actions['drive.load']({ drive, barcode }));
      const isOfUse = state.refused === undefined && state.cleaned !== true;
      answer(composition, options, {
        value: state,
        text: outcome(state),
        ...(!isOfUse && { hint: `'tapelab drive eject ${drive}${homeOption(options.home)}' takes it out.` }),
      });
    });

/** A cartridge that the drive refuses is in it all the same: what hosts make of that may be what is tried. */
function outcome({ name, cartridge, refused, cleaned }: DriveView): string {
  if (refused !== undefined) return `Cartridge ${cartridge} is in ${name}, which cannot use it: ${refused}.`;
  return cleaned === true ? `Cartridge ${cartridge} has cleaned ${name}.` : `Cartridge ${cartridge} is loaded in ${name}.`;
}
