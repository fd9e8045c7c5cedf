/** `tapelab drive list`, `tapelab drive show dds0`: the drives of a running server. */
import type { DriveView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { drivesTable, stateOf } from './drive-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const driveListVerb = (composition: Composition) =>
  verb('list', 'all drives, and what is in them').action(async (options) => {
    const drives = await withServer(options.home, (actions) => actions['drive.list']({}));
    answer(composition, options, { value: drives, text: drives.length === 0 ? 'There is no drive.' : drivesTable(drives) });
  });

export const driveShowVerb = (composition: Composition) =>
  verb('show', 'one drive, and what is in it')
    .argument('<drive>')
    .action(async (drive, options) => {
      const found = await withServer(options.home, (actions) => actions['drive.show']({ drive }));
      answer(composition, options, { value: found, text: describe(found) });
    });

function describe(drive: DriveView): string {
  const { name, vendor, product, serial, target, lun, library, cartridge, position, removalPrevented, stack } = drive;
  return [
    `${name}: ${vendor.trim()} ${product.trim()}, serial ${serial}, LUN ${lun} of ${target}${library === undefined ? '' : `, in ${library}`}`,
    cartridge === undefined ? 'It is empty.' : `Cartridge ${cartridge} is in it: ${stateOf(drive)}.`,
    ...(position === undefined ? [] : [`It stands before object ${position}.`]),
    ...(removalPrevented ? ['A host prevents that the cartridge is taken out.'] : []),
    ...(stack === undefined || stack.length === 0 ? [] : [`Its stack: ${stack.join(', ')}.`]),
  ].join('\n');
}
