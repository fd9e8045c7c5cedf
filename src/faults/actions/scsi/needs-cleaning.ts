/** A drive whose heads are dirty. */
import * as z from 'zod';
import { UserError } from '../../../foundation/user-error.ts';
import { defineAction } from '../../action.ts';

export const needsCleaning = defineAction({
  name: 'needs-cleaning',
  group: 'scsi',
  summary: 'Have a drive ask to be cleaned.',
  manual:
    'TapeAlert flag 20 (cleaning required) is raised, log pages 11h and 14h say that cleaning is requested, and so do the sense bytes of drives that have ' +
    'a bit for it. The drive goes on working. It ends when a cleaning cartridge that has uses left has been through it, and not before.',
  parameters: z.strictObject({}),
  deed: (subject, _parameters, hands) => {
    for (const unit of hands.units(subject)) {
      if (unit.requestCleaning === undefined) throw new UserError('no-drive', `${unit.device} is no drive, and is never cleaned.`);
      unit.requestCleaning();
    }
  },
});
