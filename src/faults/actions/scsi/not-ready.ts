/** A logical unit that is not ready for a time (SPC-4 §6.47, NOT READY). */
import * as z from 'zod';
import { checkCondition } from '../../../scsi/outcome.ts';
import { notReady as sense } from '../../../scsi/sense.ts';
import { defineAction } from '../../action.ts';
import { additionalSenseWords } from '../../sense-words.ts';
import { duration } from '../../words.ts';

export const notReady = defineAction({
  name: 'not-ready',
  group: 'scsi',
  summary: 'Have a unit become not ready, for a time or until `ready`.',
  manual:
    'TEST UNIT READY and every command that needs the medium, or the elements of a changer, end with NOT READY and this code; REQUEST SENSE returns it; ' +
    'INQUIRY, MODE SENSE, LOG SENSE and the like are answered. The command that the rule fires on is the first to hear it. The command that the unit is ' +
    'at goes on, and the cartridge stays where it is. When it is over each nexus is told NOT READY TO READY CHANGE (28/00). A power cycle ends it, too.',
  parameters: z.strictObject({
    because: additionalSenseWords
      .default(additionalSenseWords.parse('04/01'))
      .describe("T10's words or numbers; `04/01` (in process of becoming ready) unless given"),
    for: duration.optional().describe('how long; until `ready` unless given'),
  }),
  at: {
    command: async ({ row, unit, clock, proceed, outcome }, { because, for: forMs }) => {
      const end = unit.impede(sense(because));
      if (forMs !== undefined) clock.schedule(forMs, end);
      return row.needsReady && outcome === undefined ? checkCondition(sense(because)) : proceed();
    },
  },
  deed: (subject, { because, for: forMs }, hands) => {
    for (const unit of hands.units(subject)) {
      const end = unit.impede(sense(because));
      if (forMs !== undefined) hands.later(forMs, end);
    }
  },
});
