/** `tapelab cartridge show LAB001L8`. */
import type { CartridgeView } from '../control/views.ts';
import { formatSize } from '../foundation/quantity.ts';
import { labelInWords } from './cartridge-label.ts';
import type { Composition } from './composition.ts';
import { answer, count, verb, withCartridges } from './verb.ts';

export const cartridgeShowVerb = (composition: Composition) =>
  verb('show', 'one cartridge')
    .argument('<barcode>')
    .action(async (barcode, options) => {
      const found = await withCartridges(composition, options.home, { program: 'tapelab cartridge show' }, (actions) =>
        actions['cartridge.show']({ barcode }),
      );
      answer(composition, options, { value: found, text: describe(found) });
    });

type Line = readonly [name: string, value: string];

export function describe(cartridge: CartridgeView): string {
  const { loads, hostWriteProtection: byHost } = cartridge;
  const lines: readonly Line[] = [
    ['Barcode', cartridge.barcode],
    ['Medium', `${cartridge.mediumType}${cartridge.writeOnce ? ', WORM' : ''}`],
    ['Place', cartridge.place ?? 'shelf'],
    ...(cartridge.usesLeft === undefined ? data(cartridge) : ([['Cleaning', `${count(cartridge.usesLeft, 'use')} left`]] as const)),
    ['Write-protect', `${cartridge.writeProtected ? 'on' : 'off'}${byHost === 'none' ? '' : `, and ${byHost} by a host`}`],
    ...(cartridge.label === undefined ? [] : ([['Label', labelInWords(cartridge)]] as const)),
    ['Loaded', ['never', 'once'][loads] ?? `${loads} times`],
  ];
  return lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`).join('\n');
}

function data(cartridge: CartridgeView): Line[] {
  const { partitions } = cartridge;
  const [first] = partitions;
  const whole = partitions.length === 1;
  return [
    ['Capacity', formatSize(cartridge.capacityBytes) + (whole ? warning(first!) : ` in ${partitions.length} partitions`)],
    ...partitions.map(
      (partition, number): Line => [
        whole ? 'Used' : `Partition ${number}`,
        (whole ? '' : `${formatSize(partition.capacityBytes)}${warning(partition)}; used `) + used(partition),
      ],
    ),
    ['Recording', recording(cartridge)],
    ['Checksum', cartridge.checksum],
    ['In its life', `${formatSize(cartridge.bytesWritten)} written, ${formatSize(cartridge.bytesRead)} read`],
  ];
}

type PartitionView = CartridgeView['partitions'][number];

const warning = ({ earlyWarningBytes }: PartitionView): string => `, early warning ${formatSize(earlyWarningBytes)} before its end`;

const used = ({ usedBytes, blocks, filemarks, setmarks }: PartitionView): string =>
  `${formatSize(usedBytes)} in ${count(blocks, 'block')} and ${count(filemarks, 'filemark')}${setmarks > 0 ? ` and ${count(setmarks, 'setmark')}` : ''}`;

function recording({ recording, densityCode, discardsData }: CartridgeView): string {
  const density = `density ${densityCode.toString(16).toUpperCase().padStart(2, '0')}h`;
  return `${recording}${recording === 'recorded' ? `, ${density}` : ''}${discardsData ? ', its data discarded' : ''}`;
}
