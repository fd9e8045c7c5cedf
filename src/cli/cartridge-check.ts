/** `tapelab cartridge check LAB001L8`: reads it through and verifies positions, marks and checksums. Damage is exit code 1. */

import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { answer, count, verb, withCartridges } from './verb.ts';

export const cartridgeCheckVerb = (composition: Composition) =>
  verb('check', 'read a cartridge through and verify it')
    .argument('<barcode>')
    .action(async (barcode, options) => {
      const report = await withCartridges(composition, options.home, { program: 'tapelab cartridge check' }, (actions) =>
        actions['cartridge.check']({ barcode }),
      );
      const extent = `${count(report.blocks, 'block')} and ${count(report.filemarks, 'filemark')} in ${formatSize(report.bytes)}`;
      if (report.faults.length === 0)
        return answer(composition, options, { value: report, text: `Cartridge ${barcode} is sound: ${extent}.` });
      const lines = report.faults.map(({ position, message }) => `  at ${position}: ${message}`);
      answer(composition, options, { value: report, text: [`Cartridge ${barcode}, ${extent}, is damaged:`, ...lines].join('\n') });
      throw new UserError('cartridge-damaged', `${report.faults.length} faults were found.`, { hint: 'the file was left as it is.' });
    });
