/** `tapelab cartridge import backup.tap --barcode LAB003L8`: makes a cartridge of a tape image, in SIMH's format, AWSTAPE or HET. */
import { access } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { expandBarcodes } from '../cartridge/barcode.ts';
import { fileMissing } from '../cartridge/tape-image.ts';
import { imageFormats, imageInWords } from '../cartridge/walked-image.ts';
import { parseSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { answer, count, homeOption, verb, withCartridges } from './verb.ts';

export const cartridgeImportVerb = (composition: Composition) =>
  verb('import', 'make a cartridge of a tape image')
    .argument('<file>', 'a .tap, .aws or .het file; it is copied, never changed')
    .addOption(new Option('--format <format>', 'read it as nothing else (default: what the file is)').choices(imageFormats))
    .option('--barcode <barcode>', "the cartridge's barcode (default: the file's name)")
    .option('--medium-type <type>', 'like lto-8 or dds-4 (default: what the barcode tells)')
    .option('--capacity <size>', 'native capacity, like 64MiB (default: that of the real medium)', parseSize)
    .option('--early-warning <size>', 'how far before the end early warning begins', parseSize)
    .option('--density <code>', 'the density it was recorded at, like 1Bh (default: that of the medium)', parseDensity)
    .option('--worm', 'to be written once')
    .option('--write-protected', 'with the write-protect switch on')
    .action(async (file, options) => {
      const input = {
        file: resolve(file),
        format: options.format,
        barcode: options.barcode ?? (await barcodeOf(file)),
        mediumType: options.mediumType,
        capacityBytes: options.capacity,
        earlyWarningBytes: options.earlyWarning,
        densityCode: options.density,
        writeOnce: options.worm,
        writeProtected: options.writeProtected,
      };
      const made = await withCartridges(composition, options.home, { program: 'tapelab cartridge import', create: true }, (actions) =>
        actions['cartridge.import'](input),
      );
      answer(composition, options, {
        value: made,
        text: `Cartridge ${made.barcode} is made of the ${imageInWords[made.image]} ${file}: ${count(made.blocks, 'block')} and ${count(made.filemarks, 'filemark')}.`,
        hint: `'tapelab drive load DRIVE ${made.barcode}${homeOption(options.home)}' puts it into a drive, 'tapelab library mailslot insert ${made.barcode}${homeOption(options.home)}' into a library.`,
      });
    });

/** What a file's name tells; `--barcode` else. Of a file that is not there a name is mistyped, and tells nothing. @throws UserError */
export async function barcodeOf(file: string): Promise<string> {
  await access(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw fileMissing(resolve(file), error);
  });
  const name = basename(file, extname(file)).toUpperCase();
  try {
    return expandBarcodes(name)[0]!;
  } catch (cause) {
    throw new UserError('barcode-missing', `The file's name '${name}' is no barcode.`, {
      hint: 'give one with --barcode LAB002L8.',
      exitCode: 2,
      cause,
    });
  }
}

function parseDensity(text: string): number {
  const [, digits] = /^([0-9a-f]{1,2})h$/i.exec(text) ?? [];
  const code = Number.parseInt(digits ?? '0', 16);
  if (code > 0) return code;
  throw new UserError('usage', `'${text}' is no density code.`, { hint: 'write it like 1Bh.', exitCode: 2 });
}
