/** Something is where the inventory says that nothing is. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const destinationFull = defineAction({
  name: 'destination-full',
  group: 'robot',
  summary: 'Have the robot find the destination of a move full, although the inventory says that it is empty.',
  manual:
    'The command fails with ILLEGAL REQUEST, MEDIUM DESTINATION ELEMENT FULL (5/3B/0D), and the cartridge goes back to its place. What the robot met with is there: READ ELEMENT STATUS ' +
    'reports the element as full, without a label that can be read, and what is moved there hears the same, until the door has been opened and closed. The robot cannot ' +
    'grip it: a move out of the element fails with 4/15/01.',
  parameters: z.strictObject({
    stays: z.boolean().default(true).describe('`false`: there was nothing after all, and a second try succeeds'),
  }),
  concerns: { movement: ['carry'] },
  at: {
    robot: async ({ occurrence }, { stays }) => ({
      why: 'destination-full',
      message: `${occurrence.to} is full`,
      obstructed: stays,
    }),
  },
});
