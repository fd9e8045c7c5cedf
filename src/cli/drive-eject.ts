/** `tapelab drive eject drive0`: takes the cartridge out. */
import type { DriveView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const driveEjectVerb = (composition: Composition) =>
  verb('eject', 'take the cartridge out of the drive')
    .argument('<drive>')
    .option('--force', 'even while a host prevents it')
    .action(async (drive, options) => {
      const ejected = await withServer(options.home, (actions) => actions['drive.eject']({ drive, force: options.force }));
      answer(composition, options, { value: ejected, text: `Cartridge ${ejected.barcode} is out of ${drive}${following(ejected.drive)}.` });
    });

/** What the drive's stack has fed it since. */
const following = ({ cartridge }: DriveView): string => (cartridge === undefined ? '' : `, and ${cartridge} follows it`);
