/** `tapelab cartridge list`. */
import { formatSize } from '../foundation/quantity.ts';
import type { Composition } from './composition.ts';
import { table } from './table.ts';
import { answer, verb, withCartridges } from './verb.ts';

export const cartridgeListVerb = (composition: Composition) =>
  verb('list', 'all cartridges of the home').action(async (options) => {
    const list = await withCartridges(composition, options.home, { program: 'tapelab cartridge list' }, (actions) =>
      actions['cartridge.list']({}),
    );
    const rows = list.map(({ barcode, mediumType, capacityBytes, usedBytes, blocks, filemarks, writeProtected, drive }) => [
      barcode,
      mediumType,
      formatSize(capacityBytes),
      formatSize(usedBytes),
      blocks,
      filemarks,
      `${drive ?? '-'}${writeProtected ? ' (write-protected)' : ''}`,
    ]);
    const empty = list.length === 0;
    answer(composition, options, {
      value: list,
      text: empty ? 'The home has no cartridges.' : table(['BARCODE', 'MEDIUM', 'CAPACITY', 'USED', 'BLOCKS', 'FILEMARKS', 'IN'], rows),
      hint: empty ? "make some with 'tapelab cartridge create LAB001L8'." : undefined,
    });
  });
