/** A logical unit that says it is another: after an exchange, or with new firmware (SPC-4 §6.6, §7.8). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { disguiseOf, identityWords, notTwoSerialNumbers } from '../../identity-words.ts';

export const changeIdentity = defineAction({
  name: 'change-identity',
  group: 'scsi',
  summary: 'Change the names, the serial number or the firmware revision that a unit says it has.',
  manual:
    'Standard INQUIRY data and VPD pages 80h, 83h and B1h say it from now on, and a library around the drive says it of the drive, too. Each nexus is told ' +
    'INQUIRY DATA HAS CHANGED (3F/03), or MICROCODE HAS BEEN CHANGED (3F/01) for another revision. What is not given is as the unit was built; with ' +
    'nothing given it is itself again. Nothing else changes: a drive keeps its commands, pages and cartridge.',
  parameters: z
    .strictObject({
      ...identityWords,
      told: z
        .boolean()
        .default(true)
        .describe('`false`: no unit attention tells of it, as where a drive was exchanged while its power was off'),
      lasts: z
        .enum(['until-power-on', 'for-good'])
        .default('for-good')
        .describe('`until-power-on`: a power cycle makes it itself again; else the start of the lab does'),
    })
    .superRefine(notTwoSerialNumbers),
  deed: (subject, { told, lasts, ...words }, hands) => {
    for (const unit of hands.units(subject)) unit.disguise(disguiseOf(words, unit, hands), { told, lasts: lasts === 'for-good' });
  },
});
