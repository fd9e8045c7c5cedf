/** `tapelab cartridge show LAB001L8`. */
import type { CartridgeView } from '../control/views.ts';
import { formatSize } from '../foundation/quantity.ts';
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

export function describe(cartridge: CartridgeView): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Barcode', cartridge.barcode],
    ['Medium', cartridge.mediumType],
    ['In', cartridge.drive ?? 'no drive'],
    ['Capacity', `${formatSize(cartridge.capacityBytes)}, early warning ${formatSize(cartridge.earlyWarningBytes)} before its end`],
    ['Used', `${formatSize(cartridge.usedBytes)} in ${count(cartridge.blocks, 'block')} and ${count(cartridge.filemarks, 'filemark')}`],
    ['Write-protect', cartridge.writeProtected ? 'on' : 'off'],
    ['Checksum', cartridge.checksum],
  ];
  return lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`).join('\n');
}
