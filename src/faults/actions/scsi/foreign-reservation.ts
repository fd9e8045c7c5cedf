/** A reservation by RESERVE that nobody is there to release (SPC-2 §5.5.1). */
import * as z from 'zod';
import { UserError } from '../../../foundation/user-error.ts';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const foreignReservation = defineAction({
  name: 'foreign-reservation',
  group: 'scsi',
  summary: 'Have a host that cannot be reached hold the unit by RESERVE.',
  manual:
    'As after another host has died with the drive reserved: every command that a reservation stands against ends with RESERVATION CONFLICT, while ' +
    'INQUIRY, REQUEST SENSE and REPORT LUNS are answered. It ends after the time that is given, with a LOGICAL UNIT RESET or a reset of the target by ' +
    'some host, or with a power cycle, each of which is told as 29/00.',
  parameters: z.strictObject({ for: duration.optional().describe('how long; until a reset unless given') }),
  deed: (subject, { for: forMs }, hands) => {
    for (const unit of hands.units(subject)) {
      const release = unit.reserveForNobody();
      if (release === undefined) throw new UserError('unit-reserved', `${unit.device} is reserved already.`);
      if (forMs !== undefined) hands.later(forMs, release);
    }
  },
});
