/** The door is opened in the middle of a move. */
import * as z from 'zod';
import { anyLibrary, definePreset, parameter } from '../preset.ts';

export const openedDoor = definePreset({
  name: 'opened-door',
  group: 'robot',
  summary: 'Somebody opens the door while the robot moves, and closes it after 30 s.',
  manual:
    'The move fails as the library says it while its door is open (2/04/18 on most), the cartridge stays on the arm, and when the ' +
    'door is closed the library takes stock and tells hosts that things may have changed (6/28/00). A good host waits, takes stock, ' +
    'and puts the cartridge away.',
  parameters: z.strictObject({
    library: anyLibrary,
    open: parameter.duration.default('30s').describe('how long the door is open'),
  }),
  scenario: ({ library, open }) => `
scenario: The door is opened
rules:
  - id: door
    match: { device: "${library}", movement: carry }
    do: { open-door: { for: ${open} } }
expect:
  - seen fault door
  - within 5min seen READ ELEMENT STATUS with GOOD on ${library} after fault door
`,
});
