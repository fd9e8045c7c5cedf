/** `tapelab cartridge export LAB001L8 [backup.tap]`: copies the cartridge to a tape image, in SIMH's format as it is, or in AWSTAPE or HET. */
import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { imageFormats } from '../cartridge/walked-image.ts';
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { answer, verb, withCartridges } from './verb.ts';

export const cartridgeExportVerb = (composition: Composition) =>
  verb('export', 'copy a cartridge to a tape image')
    .argument('<barcode>')
    .argument('[file]', 'where to: a .tap, .aws or .het file (default: BARCODE.tap in this folder)')
    .addOption(new Option('--format <format>', "what to write (default: what the file's name ends in, else tap)").choices(imageFormats))
    .option('--partition <number>', 'which of its partitions, from 0; only where there are several', parsePartition)
    .action(async (barcode, file, options) => {
      const target = file ?? `${barcode}.${options.format ?? 'tap'}`;
      const exported = await withCartridges(composition, options.home, { program: 'tapelab cartridge export' }, (actions) =>
        actions['cartridge.export']({ barcode, file: resolve(target), format: options.format, partition: options.partition }),
      );
      answer(composition, options, {
        value: exported,
        text: `Cartridge ${barcode} is copied to ${target}, ${formatSize(exported.bytes)}.`,
      });
    });

function parsePartition(text: string): number {
  if (/^\d$/.test(text)) return Number(text);
  throw new UserError('usage', `'${text}' is no partition.`, { hint: 'write it like 0 or 1.', exitCode: 2 });
}
