/** The disk does not keep what it was given. */
import * as z from 'zod';
import { StoreError } from '../../../cartridge/store.ts';
import { defineAction } from '../../action.ts';

export const failingSync = defineAction({
  name: 'failing-sync',
  group: 'store',
  summary: 'Let the disk fail to make durable what was written.',
  manual:
    'The command that was to secure the medium (WRITE FILEMARKS, REWIND, UNLOAD, a mode change) ends with CHECK CONDITION, HARDWARE ERROR, PERIPHERAL ' +
    'DEVICE WRITE FAULT (03/00), deferred where earlier commands had been told GOOD. A disk that has failed so once may have dropped the data and says ' +
    'nothing of it the next time, so no later write or sync of the cartridge succeeds, even when the rule has fired once: not before the cartridge has ' +
    'left the drive and come back. Reading goes on.',
  parameters: z.strictObject({}),
  concerns: { operation: ['sync'] },
  at: {
    store: async ({ path }) => {
      throw new StoreError('io', `${path}: i/o error (EIO)`);
    },
  },
});
