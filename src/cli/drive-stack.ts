/** `tapelab drive stack dds DDS002..DDS005`: the cartridges that a stand-alone drive is fed one after the other, each after an eject. */
import { expandBarcodes } from '../cartridge/barcode.ts';
import type { DriveView } from '../control/views.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const driveStackVerb = (composition: Composition) =>
  verb('stack', 'feed a stand-alone drive cartridges one after the other, each after an eject')
    .argument('<drive>')
    .argument('[barcodes...]', 'in this order, and ranges of them: DDS002..DDS005; the cartridge that is in the drive comes before them')
    .option('--none', 'no more: what waits in the stack goes on the shelf')
    .action(async (drive, given, options) => {
      if ((given.length === 0) !== (options.none === true))
        throw new UserError('usage', 'What the stack shall be is not said.', { hint: 'give barcodes, or --none.', exitCode: 2 });
      const barcodes = given.flatMap(expandBarcodes);
      const state = await withServer(options.home, (actions) => actions['drive.stack']({ drive, barcodes }));
      answer(composition, options, { value: state, text: stackOf(state) });
    });

function stackOf({ name, stack = [], cartridge }: DriveView): string {
  const waiting = stack.filter((barcode) => barcode !== cartridge);
  if (waiting.length === 0) return `No cartridge waits before ${name}.`;
  const order = stack.length <= 8 ? stack.join(', ') : `${stack.slice(0, 7).join(', ')} … ${stack.at(-1)}`;
  return `The stack of ${name} is ${order}${cartridge === undefined ? '' : `; ${cartridge} is in the drive`}.`;
}
