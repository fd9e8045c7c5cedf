/** The drive says BUSY. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const busyDrive = definePreset({
  name: 'busy-drive',
  group: 'drive',
  summary: 'The drive answers some commands with BUSY.',
  manual:
    'Every fifth command ends with BUSY without having been executed; the host has only to send it again. With `every=1` the drive ' +
    'is BUSY until the host gives up.',
  parameters: z.strictObject({
    drive: anyDrive,
    every: parameter.number.default('5').describe('how often: the fifth, the tenth, …'),
    lasts,
  }),
  scenario: ({ drive, every, lasts }) => `
scenario: A busy drive
rules:
  - id: busy
    match: { device: "${drive}", command: [read, write] }
    fire: { every: ${every} }
    do: busy
expect:
  - seen fault busy
  - within 1min seen read or write with GOOD on ${drive} after fault busy
ends: "after ${lasts}"
`,
});
