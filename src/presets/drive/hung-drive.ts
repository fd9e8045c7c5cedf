/** The drive is busy with a command for ever. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const hungDrive = definePreset({
  name: 'hung-drive',
  group: 'drive',
  summary: 'A command never ends.',
  manual:
    'The connection is fine and pings are answered, but the command goes on and on. The host’s timeout has to end it: ABORT TASK, ' +
    'then resets. How long that takes is what one wants to know.',
  parameters: z.strictObject({
    drive: anyDrive,
    command: parameter.command.default('write').describe('which command, by name or group'),
    nth: parameter.number.default('10').describe('which of them'),
  }),
  scenario: ({ drive, command, nth }) => `
scenario: The drive hangs
rules:
  - id: hang
    match: { device: "${drive}", command: "${command}", nth: ${nth} }
    do: never-ends
expect:
  - seen fault hang
  - within 30min seen TASK MANAGEMENT or LOGIN after fault hang
`,
});
