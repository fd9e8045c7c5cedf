/** The gripper loses what it holds. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const dropCartridge = defineAction({
  name: 'drop-cartridge',
  group: 'robot',
  summary: 'Have the robot drop the cartridge that it carries.',
  manual:
    'The command fails with HARDWARE ERROR, MECHANICAL POSITIONING OR CHANGER ERROR (4/3B/16), and TapeAlert flag 12 (stray tape) is up until the door has been ' +
    'closed again. The cartridge is out of every element: its source and its destination are empty, here and after a restart, and the operator finds it on the ' +
    'shelf, from where he can put it in again.',
  parameters: z.strictObject({}),
  concerns: { movement: ['carry'] },
  at: { robot: async ({ occurrence }) => ({ why: 'dropped', message: `${occurrence.barcode} was dropped`, cartridge: 'floor' }) },
});
