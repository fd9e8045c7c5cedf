/** Another host holds the drive. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const reservedDrive = definePreset({
  name: 'reserved-drive',
  group: 'drive',
  summary: 'Another host that cannot be reached has reserved the drive.',
  manual:
    'Everything but INQUIRY and the like ends with RESERVATION CONFLICT, until somebody resets the unit or the time is over. A good ' +
    'host waits or takes another drive, and resets nothing without asking.',
  parameters: z.strictObject({
    drive: anyDrive,
    away: parameter.duration.default('2min').describe('how long'),
  }),
  scenario: ({ drive, away }) => `
scenario: The drive is reserved
rules:
  - id: reserved
    match: { device: "${drive}", command: any }
    do: { foreign-reservation: { for: ${away} } }
expect:
  - seen fault reserved
  - never seen LOGICAL UNIT RESET or TARGET WARM RESET
ends: [when every expectation is decided, "${away} after seen fault reserved"]
`,
});
