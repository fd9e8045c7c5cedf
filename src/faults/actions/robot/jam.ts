/** The robot gets stuck. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { oneOf } from '../../words.ts';

export const jam = defineAction({
  name: 'jam',
  group: 'robot',
  summary: 'Jam the robot in the middle of a movement, until somebody opens and closes the door.',
  manual:
    'The command fails with HARDWARE ERROR, MECHANICAL POSITIONING OR CHANGER ERROR (4/3B/16), and the cartridge stays where it was, or on the arm. From then on ' +
    'the library is not ready, MANUAL INTERVENTION REQUIRED (2/04/03), and TapeAlert flag 2 is up. Opening and closing the door frees the robot: it takes stock, and ' +
    'hosts are told 6/28/00. A cartridge on the arm is there still, and can be moved from there, or taken out by hand.',
  parameters: z.strictObject({
    cartridge: oneOf(['place', 'arm'], 'place').default('place').describe('where it is then: in its `place` still, or on the `arm`'),
    stuck: z.boolean().default(true).describe('`false`: the next movement may succeed without anybody'),
  }),
  at: {
    robot: async ({ occurrence }, { cartridge, stuck }) => ({
      why: 'jam',
      message: 'the robot is jammed',
      stuck,
      ...(cartridge === 'arm' && occurrence.movement === 'carry' && ({ cartridge } as const)),
    }),
  },
});
