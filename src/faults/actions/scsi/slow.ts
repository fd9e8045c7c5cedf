/** A command that takes its time. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { wait } from '../../waiting.ts';
import { duration } from '../../words.ts';

export const slow = defineAction({
  name: 'slow',
  group: 'scsi',
  summary: 'Have a command wait before it is executed, or before its status.',
  manual:
    'The unit is at that command meanwhile: what comes after it waits behind it, but for INQUIRY and REPORT LUNS. With `when: after` the command has been ' +
    'executed and its status is what waits. A host that gives up aborts the task: it then ends without a status, and was executed only with `when: ' +
    'after`. Good for finding how long a host waits for which command.',
  parameters: z.strictObject({ by: duration.describe('how long') }),
  at: {
    command: async ({ context, clock, proceed }, { by }) => {
      await wait(context, clock, by);
      return proceed();
    },
  },
});
