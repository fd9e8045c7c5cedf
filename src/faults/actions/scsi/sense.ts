/** CHECK CONDITION with sense data of the rule's choosing. */
import { z } from 'zod';
import { checkCondition } from '../../../scsi/outcome.ts';
import type { Sense } from '../../../scsi/sense.ts';
import { defineAction } from '../../action.ts';
import { senseWords } from '../../sense-words.ts';

export const sense = defineAction({
  name: 'sense',
  group: 'scsi',
  summary: 'End a command with CHECK CONDITION and the sense data that are given.',
  manual: 'The command is not executed, unless the rule says `when: after`.',
  parameters: z.strictObject({
    sense: senseWords.describe("T10's words or numbers: `MEDIUM ERROR / WRITE ERROR`, `3/0C/00`"),
    endOfMedium: z.boolean().optional().describe('the EOM bit'),
    filemark: z.boolean().optional().describe('the FILEMARK bit'),
    incorrectLength: z.boolean().optional().describe('the ILI bit'),
    information: z.number().int().optional().describe('the INFORMATION field'),
    deferred: z.boolean().optional().describe('an error of an earlier command (response code 71h)'),
  }),
  at: {
    command: async ({ outcome }, { sense: { key, additional }, ...details }) =>
      checkCondition({ key, additional, ...details } as Sense, outcome?.data),
  },
});
