/** A logical unit that goes away, for a time or until it is brought back (SAM-5 §5.11). */
import * as z from 'zod';
import { complain } from '../../../config/value.ts';
import { defineAction } from '../../action.ts';
import { disguiseOf, identityWords, notTwoSerialNumbers } from '../../identity-words.ts';
import { duration } from '../../words.ts';

export const vanishLun = defineAction({
  name: 'vanish-lun',
  group: 'scsi',
  summary: 'Take a logical unit away from its target, for a time or until it is brought back.',
  manual:
    'The tasks that are at the unit end with ILLEGAL REQUEST, LOGICAL UNIT NOT SUPPORTED (25/00), and so does every later command but INQUIRY (peripheral ' +
    'qualifier 011b and type 1Fh, or 001b), REQUEST SENSE and REPORT LUNS, which does not list it. The other units of the target tell each nexus ' +
    'REPORTED LUNS DATA HAS CHANGED (3F/0E), when it goes and when it comes back, and the unit itself when it is back. It keeps its state meanwhile: its ' +
    'cartridge stays loaded, where it is, and its reservation held as long as the session lasts. With `returns` it comes back as another: Windows gives ' +
    'a tape drive with another serial number another name, and none to the second of two with the same.',
  parameters: z
    .strictObject({
      as: z
        .enum(['absent', 'disconnected'])
        .default('absent')
        .describe('`absent`: INQUIRY says 7Fh, there is no such unit; `disconnected`: 001b, it is not connected now'),
      for: duration.optional().describe('how long; until `return-lun` unless given'),
      returns: z.strictObject(identityWords).superRefine(notTwoSerialNumbers).optional().describe('as what it comes back after that time'),
    })
    .superRefine(({ for: forMs, returns }, context) => {
      if (returns !== undefined && forMs === undefined)
        complain(context, { message: "has 'returns' and no time", hint: "give 'for', or bring it back as another with return-lun." });
    }),
  deed: (subject, { as, for: forMs, returns }, hands) => {
    for (const unit of hands.units(subject)) {
      const disguise = returns === undefined ? undefined : disguiseOf(returns, unit, hands);
      const withdrawal = unit.withdraw(as);
      if (forMs === undefined) continue;
      hands.later(forMs, () => {
        if (withdrawal.over) return;
        if (disguise !== undefined) unit.disguise(disguise, { lasts: true, told: true });
        withdrawal.end();
      });
    }
  },
});
