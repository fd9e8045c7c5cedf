/** The write-protect switch moves. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const protectedTape = definePreset({
  name: 'protected-tape',
  group: 'medium',
  summary: 'The cartridge turns out to be write-protected.',
  manual:
    'From the chosen write on every attempt to write ends with DATA PROTECT (7/27/00), and MODE SENSE says so. A good host asks for ' +
    'another tape and does not retry; the switch stays where it is when the cartridge leaves the drive.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('1').describe('from which write on'),
  }),
  scenario: ({ drive, nth }) => `
scenario: A protected tape
rules:
  - id: switch
    match: { device: "${drive}", command: [write, "WRITE FILEMARKS"], nth: ${nth} }
    do: write-protect
expect:
  - seen fault switch
  - seen DATA PROTECT on ${drive} after fault switch
`,
});
