/** `tapelab cartridge list`. One that cannot be understood is told, and does not hide the others; then the exit code is 1. */
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import { stateInWords } from './cartridge-words.ts';
import type { Composition } from './composition.ts';
import { table } from './table.ts';
import { answer, count, verb, withCartridges } from './verb.ts';

const headings = ['BARCODE', 'MEDIUM', 'CAPACITY', 'USED', 'BLOCKS', 'FILEMARKS', 'PLACE', 'STATE'];

export const cartridgeListVerb = (composition: Composition) =>
  verb('list', 'all cartridges of the home').action(async (options) => {
    const list = await withCartridges(composition, options.home, { program: 'tapelab cartridge list' }, (actions) =>
      actions['cartridge.list']({}),
    );
    const readable = list.flatMap((found) => ('problem' in found ? [] : [found]));
    const unreadable = list.flatMap((found) => ('problem' in found ? [found] : []));
    const rows = readable.map((cartridge) => [
      cartridge.barcode,
      cartridge.mediumType,
      cartridge.usesLeft === undefined ? formatSize(cartridge.capacityBytes) : '-',
      cartridge.usesLeft === undefined ? formatSize(cartridge.usedBytes) : '-',
      cartridge.blocks,
      cartridge.filemarks,
      cartridge.place ?? 'shelf',
      stateInWords(cartridge).join(', '),
    ]);
    const lines = [
      ...(rows.length > 0 ? [table(headings, rows)] : []),
      ...unreadable.map(({ barcode, problem }) => `${barcode} cannot be read: ${problem.message}`),
    ];
    const empty = list.length === 0;
    answer(composition, options, {
      value: list,
      text: empty ? 'The home has no cartridges.' : lines.join('\n'),
      hint: empty ? "make some with 'tapelab cartridge create LAB001L8'." : undefined,
    });
    if (unreadable.length > 0)
      throw new UserError('cartridge-invalid', `${count(unreadable.length, 'cartridge')} of ${list.length} cannot be read.`, {
        hint: unreadable[0]!.problem.hint,
      });
  });
