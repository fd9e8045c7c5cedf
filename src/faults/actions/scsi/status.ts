/** Any status code, known to SAM or not (SAM-5 §5.3). */
import * as z from 'zod';
import { complain } from '../../../config/value.ts';
import { didYouMean } from '../../../foundation/did-you-mean.ts';
import { Status, statusName } from '../../../scsi/status.ts';
import { defineAction } from '../../action.ts';

const codes: readonly number[] = Object.values(Status);

/** `BUSY`, `0x08`, 8. */
const statusWord = z.union([z.number(), z.string()]).transform((value, context): Status => {
  const named = codes.find((code) => statusName(code) === String(value).toUpperCase().replaceAll('-', ' '));
  const number = named ?? (/^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(String(value)) ? Number(value) : Number.NaN);
  if (number >= 0 && number <= 0xff) return number as Status;
  complain(context, { message: `'${value}' is no status`, hint: didYouMean(String(value).toUpperCase(), codes.map(statusName)) });
  return z.NEVER;
});

export const status = defineAction({
  name: 'status',
  group: 'scsi',
  summary: 'End a command with a status of your choice, and without sense data.',
  manual:
    'The command is not executed, unless the rule says `when: after`. GOOD for a command that never was executed is a lie that only reading the tape ' +
    'again finds out; CHECK CONDITION comes without sense data, so that a host has to ask for them; a number that SAM does not know shows what a host ' +
    'makes of it.',
  parameters: z.strictObject({ status: statusWord.describe('the name that SAM gives it, or the number: `ACA ACTIVE`, `0x30`') }),
  at: { command: async (_passage, { status: code }) => ({ status: code }) },
});
