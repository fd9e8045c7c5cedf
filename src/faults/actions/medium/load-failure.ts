/** The drive cannot draw a cartridge in. */
import * as z from 'zod';
import type { LoadFailure } from '../../../tape/loader.ts';
import { defineAction } from '../../action.ts';

export const loadFailure = defineAction({
  name: 'load-failure',
  group: 'medium',
  summary: 'Let the drive fail to load a cartridge.',
  manual:
    'A host that asked for it with LOAD hears CHECK CONDITION, MEDIUM ERROR (or HARDWARE ERROR with `by: drive`), MEDIA LOAD OR EJECT FAILED (53/00), at ' +
    'once or, with IMMED=1, as a deferred error. Where an operator or a robot has put the cartridge in, nobody waits for that: hosts find out when the ' +
    'drive does not become ready. Pushed out again, the cartridge lies at the mouth of the drive, which says MEDIUM NOT PRESENT (3A/00); stuck inside, ' +
    'NOT READY, MANUAL INTERVENTION REQUIRED (04/03) until it is unloaded. TapeAlert flag 55 is raised. With `fire: once` another LOAD succeeds.',
  parameters: z.strictObject({
    leaves: z.enum(['at-mouth', 'inside']).default('at-mouth').describe('where the cartridge is then'),
    by: z.enum(['medium', 'drive']).default('medium').describe('what is at fault, and so the sense key: MEDIUM ERROR or HARDWARE ERROR'),
  }),
  concerns: { operation: ['load'] },
  at: {
    volume: async (_passage, { leaves, by }): Promise<LoadFailure> => ({
      cartridge: leaves,
      by,
      message: 'the tape could not be threaded',
    }),
  },
});
