/** A write is executed, and its answer is lost. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const lostAnswer = definePreset({
  name: 'lost-answer',
  group: 'path',
  summary: 'A write is executed, and its response never arrives.',
  manual:
    'The block is on the tape, once, and the host waits until its patience ends, aborts the task and hears that there is none. One ' +
    'that then repeats the write has the block twice; a good one asks for the position first.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('10').describe('which write'),
  }),
  scenario: ({ drive, nth }) => `
scenario: The answer of a write is lost
rules:
  - id: lost
    match: { device: "${drive}", command: write, nth: ${nth} }
    do: lose-response
expect:
  - seen fault lost
  - within 15min seen ABORT TASK or LOGIN or READ POSITION after fault lost
`,
});
