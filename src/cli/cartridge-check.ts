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
      const setmarks = report.setmarks > 0 ? ` and ${count(report.setmarks, 'setmark')}` : '';
      const extent = `${count(report.blocks, 'block')} and ${count(report.filemarks, 'filemark')}${setmarks} in ${formatSize(report.bytes)}`;
      const damaged = count(report.faults.length, 'object');
      const lines = report.faults.map(({ position, message }) => `  object ${position}: ${message}`);
      const verdict =
        report.faults.length === 0 ? `Cartridge ${barcode} is sound: ${extent}.` : `Cartridge ${barcode} is damaged, beside ${extent}:`;
      answer(composition, options, { value: report, text: [verdict, ...lines, ...report.notes].join('\n') });
      if (report.faults.length > 0)
        throw new UserError('cartridge-damaged', `${damaged} of cartridge ${barcode} cannot be read.`, {
          hint: 'the file was left as it is.',
        });
    });
