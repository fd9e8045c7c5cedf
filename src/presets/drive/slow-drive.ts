/** The drive takes its time. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const slowDrive = definePreset({
  name: 'slow-drive',
  group: 'drive',
  summary: 'Every command to the drive takes a second longer.',
  manual: 'Nothing fails. It shows which timeouts a host has, and whether it takes a slow drive for a dead one.',
  parameters: z.strictObject({
    drive: anyDrive,
    by: parameter.duration.default('1s').describe('how much longer'),
    lasts,
  }),
  scenario: ({ drive, by, lasts }) => `
scenario: A slow drive
rules:
  - id: slow
    match: { device: "${drive}", command: any }
    fire: always
    do: { slow: { by: ${by} } }
expect:
  - seen fault slow
  - never seen TASK MANAGEMENT on ${drive}
ends: "after ${lasts}"
`,
});
