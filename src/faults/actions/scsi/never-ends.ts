/** A command without an end. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { waitForEver } from '../../waiting.ts';

export const neverEnds = defineAction({
  name: 'never-ends',
  group: 'scsi',
  summary: 'Have a command go on until somebody aborts it.',
  manual:
    'The command is not executed (with `when: after` it has been), its status never comes, and what comes after it waits behind it, but for INQUIRY and ' +
    'REPORT LUNS. ABORT TASK, a reset of the unit or the target, or the end of the session end it. The connection is alive all the while: pings are ' +
    'answered. Good for seeing what a host does when its own timeout is all it has.',
  parameters: z.strictObject({}),
  at: { command: ({ context }) => waitForEver(context) },
});
