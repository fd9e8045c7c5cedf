/** The drive is not ready for a while. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const becomingReady = definePreset({
  name: 'becoming-ready',
  group: 'drive',
  summary: 'The drive becomes not ready for a while, as after a tape was changed.',
  manual:
    'TEST UNIT READY and what needs the medium end with NOT READY, IN PROCESS OF BECOMING READY (2/04/01), and 28/00 follows when ' +
    'it is over. A host should wait; Windows’ tape driver tries four times, 10 s apart.',
  parameters: z.strictObject({
    drive: anyDrive,
    away: parameter.duration.default('45s').describe('how long'),
    because: parameter.senseCode.default('04/01').describe('why: the additional sense code'),
  }),
  scenario: ({ drive, away, because }) => `
scenario: The drive is becoming ready
rules:
  - id: away
    match: { device: "${drive}", command: [write, read, TEST UNIT READY], nth: 3 }
    do: { not-ready: { because: ${because}, for: ${away} } }
expect:
  - seen fault away
  - within 10min seen 28/00 on ${drive} after fault away
`,
});
