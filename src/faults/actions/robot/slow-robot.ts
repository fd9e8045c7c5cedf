/** The robot takes longer than it should. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const slowRobot = defineAction({
  name: 'slow-robot',
  group: 'robot',
  summary: 'Have a movement of the robot take longer.',
  manual:
    'The command goes on for so much longer, and ends as it would have. Meanwhile what else is asked of the library waits its turn, and its drives answer. Good for finding out a ' +
    "host's timeouts: when it aborts the task the movement goes on all the same.",
  parameters: z.strictObject({ by: duration.describe('how much longer') }),
  at: { robot: async ({ pause, proceed }, { by }) => (await pause(by)) ?? proceed() },
});
