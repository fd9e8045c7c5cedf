/** The connection breaks in the middle of a write. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const cablePulled = definePreset({
  name: 'cable-pulled',
  group: 'path',
  summary: 'The connection breaks off with a RST in the middle of writing.',
  manual:
    'The host loses its session while it writes: the task is aborted without a status, and whether the block is on the tape the ' +
    'host cannot know. A good host logs in again, hears of it (29/07 or 2F/02 …), asks for the position and goes on from there, or ' +
    'ends the job; a bad one writes on and has a block twice or not at all.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('100').describe('in the middle of which write'),
  }),
  scenario: ({ drive, nth }) => `
scenario: The cable is pulled
rules:
  - id: pulled
    match: { device: "${drive}", pdu: scsi-command, command: write, nth: ${nth} }
    do: reset-connection
expect:
  - seen fault pulled
  - within 2min seen LOGIN after fault pulled
`,
});
