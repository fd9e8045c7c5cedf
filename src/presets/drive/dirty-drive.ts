/** The drive wants to be cleaned. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const dirtyDrive = definePreset({
  name: 'dirty-drive',
  group: 'drive',
  summary: 'The drive asks for a cleaning cartridge in the middle of a job.',
  manual:
    'TapeAlert flag 20 is up and the log pages say that cleaning is requested, until a cleaning cartridge has been through the ' +
    'drive. A host with a library fetches one by itself after the job; one with a stand-alone drive tells the operator.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('100').describe('at which write'),
  }),
  scenario: ({ drive, nth }) => `
scenario: A dirty drive
rules:
  - id: dirty
    match: { device: "${drive}", command: write, nth: ${nth} }
    do: needs-cleaning
expect:
  - seen fault dirty
  - within 1h seen LOG SENSE on ${drive} after fault dirty
`,
});
