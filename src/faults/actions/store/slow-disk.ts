/** The disk under the cartridges takes its time. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const slowDisk = defineAction({
  name: 'slow-disk',
  group: 'store',
  summary: 'Let the disk under the cartridge take longer.',
  manual:
    'Reads, writes and syncs come to their end later. Nothing fails: the buffer of the drive fills up, it asks for no more data (no R2T) and closes the ' +
    'command window, and what has to be on the medium before a command ends (WRITE FILEMARKS, REWIND, UNLOAD) takes as long as that. Good for the ' +
    'timeouts of hosts, and for what they do with a drive that answers everything, late.',
  parameters: z.strictObject({ by: duration.describe('how much longer each of them takes: `200ms`') }),
  concerns: { operation: ['open', 'read', 'write', 'truncate', 'sync'] },
  at: {
    store: async ({ pause, proceed }, { by }) => {
      await pause(by);
      return proceed();
    },
  },
});
