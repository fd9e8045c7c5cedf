/** The robot gets stuck. */
import { z } from 'zod';
import { defineAction } from '../../action.ts';

export const jam = defineAction({
  name: 'jam',
  group: 'robot',
  summary: 'Jam the robot in the middle of a movement.',
  manual: 'The move fails with HARDWARE ERROR, and the cartridge stays where it was.',
  parameters: z.strictObject({}),
  at: { robot: async () => ({ why: 'jam', message: 'the robot is jammed' }) },
});
