/** The cartridge does not come out of the drive. */
import * as z from 'zod';
import type { UnloadFailure } from '../../../tape/loader.ts';
import { defineAction } from '../../action.ts';

export const stuckTape = defineAction({
  name: 'stuck-tape',
  group: 'medium',
  summary: 'Let the drive fail to unload the cartridge, which stays in it.',
  manual:
    "A host's UNLOAD ends with CHECK CONDITION, HARDWARE ERROR, UNLOAD TAPE FAILURE (53/01); a library that was to take the cartridge away fails with " +
    'HARDWARE ERROR, MEDIA LOAD OR EJECT FAILED (53/00), and the operator is told. What was in the buffer is on the medium, the tape has been rewound, ' +
    'and the cartridge is still loaded: it can be read and written. TapeAlert flag 56 is raised. With `fire: always` it stays until the rule is removed.',
  parameters: z.strictObject({}),
  concerns: { operation: ['unload'] },
  at: {
    volume: async (): Promise<UnloadFailure> => ({ message: 'the tape is stuck' }),
  },
});
