/** A command hangs, and aborting it is not answered. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const deafToAborts = definePreset({
  name: 'deaf-to-aborts',
  group: 'path',
  summary: 'A command never ends, and the host hears nothing of its aborts either.',
  manual:
    'Error recovery has its steps, from ABORT TASK to LOGICAL UNIT RESET to a new session. Here the first ones come to nothing, so ' +
    'that a host must get as far as dropping the session.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('10').describe('which write hangs'),
  }),
  scenario: ({ drive, nth }) => `
scenario: A drive hangs, and aborts are not answered
rules:
  - id: hang
    match: { device: "${drive}", command: write, nth: ${nth} }
    do: never-ends
    then: hung
  - id: deaf
    match: { state: hung }
    fire: always
    do: unanswered-task-management
timeline:
  - when seen LOGIN: { enter: over }
expect:
  - seen fault hang
  - within 15min seen TASK MANAGEMENT after fault hang
  - within 30min seen LOGIN after fault deaf
`,
});
