/** The arm does not get where it was sent. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const mechanicalPositioningError = defineAction({
  name: 'mechanical-positioning-error',
  group: 'robot',
  summary: 'Have a movement of the robot fail with HARDWARE ERROR, MECHANICAL POSITIONING ERROR (4/15/01).',
  manual:
    'The arm misses its place, and gives up: the cartridge is where it was, back in its drive if it came from one, where it lies unloaded. TapeAlert flag 2 ' +
    'is up until a movement succeeds. The next movement can: it is what hosts ought to try again. One that looks at the elements fails likewise.',
  parameters: z.strictObject({}),
  at: { robot: async () => ({ why: 'mechanical-positioning', message: 'the arm did not get to its place' }) },
});
