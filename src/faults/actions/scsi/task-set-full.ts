/** The logical unit has no room for another task (SAM-5 §5.3.1). */
import * as z from 'zod';
import { Status } from '../../../scsi/status.ts';
import { defineAction } from '../../action.ts';

export const taskSetFull = defineAction({
  name: 'task-set-full',
  group: 'scsi',
  summary: 'End a command with TASK SET FULL.',
  manual:
    'The command is not executed. A host is to queue fewer commands and send this one again (SAM-5 §5.3.1); few have tried that with a tape, of which one ' +
    'command at a time is usual.',
  parameters: z.strictObject({}),
  at: { command: async () => ({ status: Status.taskSetFull }) },
});
