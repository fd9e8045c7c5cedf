/** The logical unit can accept nothing now (SAM-5 §5.3.1). */
import * as z from 'zod';
import { Status } from '../../../scsi/status.ts';
import { defineAction } from '../../action.ts';

export const busy = defineAction({
  name: 'busy',
  group: 'scsi',
  summary: 'End a command with BUSY.',
  manual:
    'The command is not executed. A host tries again, at once or after a while: with `always` until it gives up. Good for seeing whether a host that is ' +
    'told BUSY for long takes the drive for dead.',
  parameters: z.strictObject({}),
  at: { command: async () => ({ status: Status.busy }) },
});
