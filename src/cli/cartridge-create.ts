/** `tapelab cartridge create LAB002L8..LAB010L8 --capacity 64MiB --early-warning 4MiB`. */
import { expandBarcodes } from '../cartridge/barcode.ts';
import { parseSize } from '../foundation/quantity.ts';
import type { Composition } from './composition.ts';
import { answer, homeOption, verb, withCartridges } from './verb.ts';

export const cartridgeCreateVerb = (composition: Composition) =>
  verb('create', 'make empty cartridges')
    .argument('<barcodes...>', 'barcodes, and ranges of them: LAB002L8..LAB010L8')
    .option('--medium <type>', 'medium type, like lto-8 (default: what the barcode tells)')
    .option('--capacity <size>', 'native capacity, like 64MiB (default: that of the real medium)', parseSize)
    .option('--early-warning <size>', 'how far before the end early warning begins', parseSize)
    .option('--write-protected', 'with the write-protect switch on')
    .option('--no-checksum', 'without checksums of the records')
    .action(async (barcodes, options) => {
      const input = {
        barcodes: barcodes.flatMap(expandBarcodes),
        mediumType: options.medium,
        capacityBytes: options.capacity,
        earlyWarningBytes: options.earlyWarning,
        writeProtected: options.writeProtected,
        checksum: options.checksum ? undefined : ('off' as const),
      };
      const created = await withCartridges(composition, options.home, { program: 'tapelab cartridge create', create: true }, (actions) =>
        actions['cartridge.create'](input),
      );
      const [first, last] = [created[0]!.barcode, created.at(-1)!.barcode];
      answer(composition, options, {
        value: created,
        text: created.length === 1 ? `Cartridge ${first} is made.` : `${created.length} cartridges are made, ${first} to ${last}.`,
        hint: `put it into a drive with 'tapelab drive load drive0 ${first}${homeOption(options.home)}'.`,
      });
    });
