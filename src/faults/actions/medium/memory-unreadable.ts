/** The chip in the cartridge does not answer. */
import * as z from 'zod';
import { VolumeError } from '../../../cartridge/volume.ts';
import { defineAction } from '../../action.ts';

export const memoryUnreadable = defineAction({
  name: 'memory-unreadable',
  group: 'medium',
  summary: "Make the cartridge's memory unreadable.",
  manual:
    'READ ATTRIBUTE ends with CHECK CONDITION, MEDIUM ERROR, AUXILIARY MEMORY READ ERROR (11/12), and TapeAlert flag 15 is raised, when the cartridge is ' +
    'loaded already. The tape itself is loaded, read and written as ever. With `match: { operation: remember }` it is writing that fails: WRITE ' +
    'ATTRIBUTE ends with AUXILIARY MEMORY WRITE ERROR (0C/0B), and what the drive would note there at load and unload is not noted.',
  parameters: z.strictObject({}),
  concerns: { operation: ['recall', 'remember'] },
  at: {
    volume: async ({ occurrence: { operation } }) => {
      throw new VolumeError('medium', `the cartridge's memory cannot be ${operation === 'recall' ? 'read' : 'written'}`);
    },
  },
});
