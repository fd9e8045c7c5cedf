/** `tapelab cartridge create LAB002L8..LAB010L8 --capacity 64MiB --early-warning 4MiB`. */
import { expandBarcodes } from '../cartridge/barcode.ts';
import { parseSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { naming } from './library-words.ts';
import { answer, homeOption, verb, withCartridges, withServer } from './verb.ts';

export const cartridgeCreateVerb = (composition: Composition) =>
  verb('create', 'make empty cartridges')
    .argument('<barcodes...>', 'barcodes, and ranges of them: LAB002L8..LAB010L8')
    .option('--medium-type <type>', 'like lto-8 or dds-4 (default: what the barcode tells)')
    .option('--capacity <size>', 'native capacity, like 64MiB (default: that of the real medium)', parseSize)
    .option('--early-warning <size>', 'how far before the end early warning begins', parseSize)
    .option('--partitions <count|sizes>', 'how many equal partitions, or the capacity of each: 2, or 64MiB,192MiB', parsePartitions)
    .option('--worm', 'to be written once')
    .option('--discard', 'keep the structure of what is written and none of its data, to fill terabytes in minutes')
    .option('--unformatted', 'as it comes from a factory that does not format')
    .option('--foreign', "recorded in somebody else's format, which no drive here reads")
    .option('--uses <count>', 'how often a cleaning cartridge still cleans (default: as often as a new one)', parseUses)
    .option('--write-protected', 'with the write-protect switch on')
    .option('--no-checksum', 'without checksums of the records')
    .option('--into <library>', 'put them into the free slots of a library')
    .action(async (barcodes, options) => {
      if (options.unformatted && options.foreign)
        throw new UserError('usage', 'A cartridge is either unformatted or foreign.', { hint: 'leave one of them out.', exitCode: 2 });
      const input = {
        barcodes: barcodes.flatMap(expandBarcodes),
        mediumType: options.mediumType,
        capacityBytes: options.capacity,
        earlyWarningBytes: options.earlyWarning,
        partitions: options.partitions,
        writeOnce: options.worm,
        discardsData: options.discard,
        recording: options.unformatted ? ('unformatted' as const) : options.foreign ? ('foreign' as const) : undefined,
        usesLeft: options.uses,
        writeProtected: options.writeProtected,
        checksum: options.checksum ? undefined : ('off' as const),
      };
      const { home, into: library } = options;
      const { created, several } =
        library === undefined
          ? await withCartridges(composition, home, { program: 'tapelab cartridge create', create: true }, async (actions) => ({
              created: await actions['cartridge.create'](input),
              several: false,
            }))
          : await withServer(home, async (actions) => ({
              created: await actions['library.fill']({ library, ...input }),
              several: (await actions['library.list']({})).length > 1,
            }));
      const [first, last] = [created[0]!, created.at(-1)!];
      const made =
        created.length === 1
          ? `Cartridge ${first.barcode} is made`
          : `${created.length} cartridges are made, ${first.barcode} to ${last.barcode}`;
      const where = created.length === 1 ? `, and lies in ${first.place}` : `, and lie in slots of ${library}`;
      answer(composition, options, {
        value: created,
        text: `${made}${library === undefined ? '' : where}.`,
        hint:
          library === undefined
            ? `'tapelab drive load DRIVE ${first.barcode}${homeOption(home)}' puts it into a drive, 'tapelab library mailslot insert ${first.barcode}${homeOption(home)}' into a library.`
            : `bring it to a drive with 'tapelab move ${first.barcode} drive:1${naming(several ? library : undefined)}${homeOption(home)}'.`,
      });
    });

/** `2`, or `64MiB,192MiB`. */
function parsePartitions(text: string): number | number[] {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^[^,]*\d[^,]*(,[^,]*\d[^,]*)*$/.test(text)) return text.split(',').map(parseSize);
  throw new UserError('usage', `'${text}' is neither a count of partitions nor their sizes.`, {
    hint: 'write it like 2, or 64MiB,192MiB.',
    exitCode: 2,
  });
}

function parseUses(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError('usage', `'${text}' is no count of uses.`, { hint: 'write it like 50, or 0 for one that is used up.', exitCode: 2 });
}
