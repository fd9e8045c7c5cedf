/**
 * `tapelab library mailslot insert LAB020L8` and `take`: a cartridge from the shelf into a mail slot, and out of one onto the shelf. With `--file`
 * it comes from a tape image, or is copied to one: an image that becomes no cartridge, or a cartridge that becomes no image, moves nothing.
 */
import { resolve } from 'node:path';
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import { barcodeOf } from './cartridge-import.ts';
import type { Composition } from './composition.ts';
import { libraryOption, naming, wholeNumber } from './library-words.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

const mailSlotNumber = wholeNumber(1, 'mail slot');

export const libraryMailSlotInsertVerb = (composition: Composition) =>
  verb('insert', 'put a cartridge from the shelf, or one made of a tape image, into a mail slot')
    .argument('[barcode]', 'which cartridge; with --file, what the new one is called')
    .option('--mailslot <number>', 'from 1 (default: the first free one)', mailSlotNumber)
    .option('--file <file>', 'a tape image to make the cartridge of: .tap, .aws or .het; it is copied, never changed')
    .option('--barcode <barcode>', "with --file: the new cartridge's barcode (default: the file's name)")
    .option('--medium-type <type>', 'with --file: like lto-8 or dds-4 (default: what the barcode tells)')
    .addOption(libraryOption())
    .option('--force', 'even while a host prevents it')
    .action(async (given, options) => {
      const { library, mailslot, file, mediumType, force } = options;
      if (file === undefined && (options.barcode ?? mediumType) !== undefined)
        throw new UserError('usage', '--barcode and --medium-type are for a --file.', { hint: 'name the cartridge alone.', exitCode: 2 });
      if (given !== undefined && options.barcode !== undefined)
        throw new UserError('usage', `Two barcodes are given for one cartridge, ${given} and ${options.barcode}.`, {
          hint: 'leave one of them out.',
          exitCode: 2,
        });
      const barcode = given ?? options.barcode ?? (file === undefined ? undefined : await barcodeOf(file));
      if (barcode === undefined)
        throw new UserError('usage', 'No cartridge is named.', {
          hint: 'name its barcode, or a tape image with --file.',
          exitCode: 2,
        });
      const image = file === undefined ? undefined : { file: resolve(file), mediumType };
      const inserted = await withServer(options.home, (actions) => actions['library.insert']({ library, barcode, mailslot, image, force }));
      const { place, library: found } = inserted;
      answer(composition, options, {
        value: inserted,
        text: `Cartridge ${barcode} is in ${place} of ${found.name}${file === undefined ? '' : `, made of ${file}`}.`,
        hint: `'tapelab move ${barcode} slot:N${naming(library)}${homeOption(options.home)}' has the robot bring it to a slot.`,
      });
    });

export const libraryMailSlotTakeVerb = (composition: Composition) =>
  verb('take', 'take a cartridge out of a mail slot and lay it on the shelf, or copy it to a file as well')
    .argument('[barcode]', 'which cartridge (default: the one in the first full mail slot)')
    .option('--mailslot <number>', 'from 1: the one in this mail slot', mailSlotNumber)
    .option('--file <file>', 'a tape image to copy it to: .tap, .aws or .het')
    .addOption(libraryOption({ told: true }))
    .option('--force', 'even while a host prevents it')
    .action(async (barcode, options) => {
      const { library, mailslot, file, force } = options;
      if (barcode !== undefined && mailslot !== undefined)
        throw new UserError('usage', 'A cartridge is named by its barcode or by its mail slot.', {
          hint: 'leave one of them out.',
          exitCode: 2,
        });
      const taken = await withServer(options.home, (actions) =>
        actions['library.take']({ library, barcode, mailslot, file: file && resolve(file), force }),
      );
      const copy = taken.bytes === undefined ? '' : ` and copied to ${file}, ${formatSize(taken.bytes)}`;
      answer(composition, options, {
        value: taken,
        text: `Cartridge ${taken.barcode} is out of ${taken.place} of ${taken.library.name}${copy}.`,
      });
    });
