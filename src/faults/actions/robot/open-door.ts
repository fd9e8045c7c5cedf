/** The operator opens the door, and does not wait for the robot. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const openDoor = defineAction({
  name: 'open-door',
  group: 'robot',
  summary: "Open the library's door, in the middle of a movement if there is one.",
  manual:
    'The interlock stops the robot where it is. A move that is under way fails with what the library says while its door is open, NOT READY, A DOOR IS OPEN (2/04/18) on most, and its ' +
    'cartridge stays on the arm; a drive that it came from has let go of it. So is everything else refused that needs the robot, and the element status. When the ' +
    'door is closed the library takes stock, and hosts are told 6/28/00. That a host has locked the door does not help.',
  parameters: z.strictObject({
    for: duration.optional().describe('closes it after this time; the operator does unless given'),
  }),
  occasion: 'robot',
  deed: (subject, { for: durationMs }, hands) => {
    const library = hands.library(subject);
    library.openDoor();
    if (durationMs !== undefined) hands.later(durationMs, () => library.closeDoor());
  },
});
