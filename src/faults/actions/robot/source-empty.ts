/** Nothing is where the inventory says that a cartridge is. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { oneOf } from '../../words.ts';

export const sourceEmpty = defineAction({
  name: 'source-empty',
  group: 'robot',
  summary: 'Have the robot find the source of a move empty, although the inventory says that it is full.',
  manual:
    'The command fails with ILLEGAL REQUEST, MEDIUM SOURCE ELEMENT EMPTY (5/3B/0E). Somebody has taken the cartridge: it lies on the shelf, and READ ELEMENT STATUS, ' +
    'which had reported it, reports the element empty from now on. With `cartridge: place` the gripper only missed it, and a second try succeeds.',
  parameters: z.strictObject({
    cartridge: oneOf(['gone', 'place'], 'place')
      .default('gone')
      .describe('where it is: `gone`, on the shelf, or in its `place` all the same'),
  }),
  concerns: { movement: ['carry'] },
  at: {
    robot: async ({ occurrence }, { cartridge }) => ({
      why: 'source-empty',
      message: `${occurrence.from} is empty`,
      ...(cartridge === 'gone' && ({ cartridge: 'floor' } as const)),
    }),
  },
});
