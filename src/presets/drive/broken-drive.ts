/** The drive is broken. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const brokenDrive = definePreset({
  name: 'broken-drive',
  group: 'drive',
  summary: 'The drive reports hardware errors from now on.',
  manual:
    'Everything that moves the tape ends with HARDWARE ERROR, INTERNAL TARGET FAILURE (4/44/00), and TapeAlert flag 30 is up. A ' +
    'good host ends the job, marks the drive as down and takes another; the tape is not at fault.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('10').describe('from which command on'),
    lasts,
  }),
  scenario: ({ drive, nth, lasts }) => `
scenario: The drive is broken
rules:
  - id: alert
    match: { device: "${drive}", command: [read, write, "WRITE FILEMARKS", REWIND, SPACE, LOCATE], nth: ${nth} }
    do: { tape-alert: { flags: [30] } }
  - id: broken
    match: { device: "${drive}", command: [read, write, "WRITE FILEMARKS", REWIND, SPACE, LOCATE], nth: "${nth}.." }
    fire: always
    do: { sense: { sense: HARDWARE ERROR / INTERNAL TARGET FAILURE } }
expect:
  - seen fault broken
ends: "after ${lasts}"
`,
});
