/** CHECK CONDITION with sense data of the rule's choosing (SPC-5 §4.4). */
import * as z from 'zod';
import { checkCondition } from '../../../scsi/outcome.ts';
import type { Sense } from '../../../scsi/sense.ts';
import { defineAction } from '../../action.ts';
import { senseWords } from '../../sense-words.ts';

export const sense = defineAction({
  name: 'sense',
  group: 'scsi',
  summary: 'End a command with CHECK CONDITION and the sense data that are given.',
  manual:
    'The command is not executed, unless the rule says `when: after`: then it has been, the host has its data, and is told this all the same. The ' +
    'sense data are in fixed format, or in descriptors where the host has asked for them. Good for every error that a device could report and that no ' +
    'other action brings about; where one does, that one leaves the device behind as the error would, and this one does not.',
  parameters: z.strictObject({
    sense: senseWords.describe("T10's words or numbers: `MEDIUM ERROR / WRITE ERROR`, `3/0C/00`"),
    endOfMedium: z.boolean().optional().describe('the EOM bit'),
    filemark: z.boolean().optional().describe('the FILEMARK bit'),
    incorrectLength: z.boolean().optional().describe('the ILI bit'),
    information: z.number().int().optional().describe('the INFORMATION field; VALID is set with it'),
    commandSpecific: z.number().int().min(0).optional().describe('the COMMAND-SPECIFIC INFORMATION field'),
    progress: z
      .number()
      .int()
      .min(0)
      .max(0xffff)
      .optional()
      .describe('the progress indication, from 0 to 65535: of NOT READY and NO SENSE'),
    fieldPointer: z
      .strictObject({
        byte: z.number().int().min(0).max(0xffff),
        bit: z.number().int().min(0).max(7).default(7),
        in: z.enum(['cdb', 'parameters']).default('cdb'),
      })
      .optional()
      .describe('where the field in error begins: of ILLEGAL REQUEST'),
    deferred: z.boolean().optional().describe('an error of an earlier command (response code 71h or 73h)'),
  }),
  at: {
    command: async ({ outcome }, { sense: { key, additional }, ...details }) =>
      checkCondition({ key, additional, ...details } as Sense, outcome?.data),
  },
});
