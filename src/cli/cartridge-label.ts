/**
 * `tapelab cartridge label LAB001L8 LAB099L8`: another barcode on a cartridge that lies on the shelf; `--unreadable` and `--none` are for libraries
 * to stumble over.
 */
import { Option } from '@commander-js/extra-typings';
import type { CartridgeView } from '../control/views.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { answer, verb, withCartridges } from './verb.ts';

export const cartridgeLabelVerb = (composition: Composition) =>
  verb('label', 'put another label on a cartridge that is in no drive and no library')
    .argument('<barcode>')
    .argument('[new]', 'its new barcode')
    .addOption(new Option('--unreadable', 'a label that no scanner can read').conflicts(['none', 'readable']))
    .addOption(new Option('--none', 'no label at all').conflicts(['unreadable', 'readable']))
    .addOption(new Option('--readable', 'a label that can be read').conflicts(['unreadable', 'none']))
    .action(async (barcode, to, options) => {
      const label = options.unreadable ? 'unreadable' : options.none ? 'none' : options.readable ? 'readable' : undefined;
      if (to === undefined && label === undefined)
        throw new UserError('usage', `What shall become of the label of ${barcode} is not said.`, {
          hint: 'give a new barcode, --unreadable, --none or --readable.',
          exitCode: 2,
        });
      const cartridge = await withCartridges(composition, options.home, { program: 'tapelab cartridge label' }, (actions) =>
        actions['cartridge.label']({ barcode, to, label }),
      );
      const now = to === undefined ? `Cartridge ${barcode}` : `Cartridge ${barcode} is ${to} now. It`;
      answer(composition, options, { value: cartridge, text: `${now} bears ${labelInWords(cartridge)}.` });
    });

/** `a label that no scanner can read`. */
export const labelInWords = ({ label }: CartridgeView): string =>
  ({ readable: 'a label that can be read', unreadable: 'a label that no scanner can read', none: 'no label' })[label ?? 'readable'];
