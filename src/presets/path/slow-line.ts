/** The line is slow. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const slowLine = definePreset({
  name: 'slow-line',
  group: 'path',
  summary: 'The line lets only so many bytes a second through.',
  manual:
    'Nothing is lost, but everything takes its time: a drive that is fed so slowly would stop and start again, and a host with ' +
    'short timeouts aborts commands that are on their way.',
  parameters: z.strictObject({
    drive: anyDrive,
    speed: parameter.size.default('256KiB').describe('bytes in a second'),
    lasts,
  }),
  scenario: ({ drive, speed, lasts }) => `
scenario: A slow line
rules:
  - id: slow
    match: { device: "${drive}", command: any }
    do: { throttle: { bytesPerSecond: ${speed} } }
expect:
  - seen fault slow
  - never seen ABORT TASK
ends: "after ${lasts}"
`,
});
