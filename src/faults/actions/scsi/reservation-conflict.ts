/** Another host is said to hold the logical unit (SAM-5 §5.3.1). */
import * as z from 'zod';
import { Status } from '../../../scsi/status.ts';
import { defineAction } from '../../action.ts';

export const reservationConflict = defineAction({
  name: 'reservation-conflict',
  group: 'scsi',
  summary: 'End a command with RESERVATION CONFLICT.',
  manual:
    'The command is not executed, and nobody holds the unit: the next command finds it free. Where another host is to hold it, take `foreign-reservation`.',
  parameters: z.strictObject({}),
  at: { command: async () => ({ status: Status.reservationConflict }) },
});
