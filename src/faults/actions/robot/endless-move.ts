/** The robot never gets there. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const endlessMove = defineAction({
  name: 'endless-move',
  group: 'robot',
  summary: 'Have a movement of the robot come to no end.',
  manual:
    'The command is not answered, and what else is asked of the library waits behind it; its drives answer. When its task is aborted, by the host, a reset or the loss of its ' +
    'session, the robot gives up: the cartridge is where it was, and the next command of that host hears of the failure as a deferred error (HARDWARE ERROR, 4/15/01, response code 71h). ' +
    'Opening the door at once (open-door) ends it, too.',
  parameters: z.strictObject({}),
  at: { robot: async ({ pauseUntilAbandoned, proceed }) => (await pauseUntilAbandoned()) ?? proceed() },
});
