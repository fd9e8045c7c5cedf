/** The tape ends without a warning. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const fullAtOnce = definePreset({
  name: 'full-at-once',
  group: 'medium',
  summary: 'The tape ends at once, without early warning.',
  manual:
    'The write that does not fit ends with VOLUME OVERFLOW (D/00/02), and INFORMATION says how much of it was not written. A host ' +
    'that counts on early warning has no room left for its end-of-tape records; it must take up the rest on the next tape.',
  parameters: z.strictObject({
    drive: anyDrive,
    after: parameter.size.default('16MiB').describe('how much is written before'),
  }),
  scenario: ({ drive, after }) => `
scenario: The tape ends without a warning
rules:
  - id: unwarned
    match: { device: "${drive}", command: write }
    do: { early-warning: { at: never } }
  - id: end
    match: { device: "${drive}", command: write, bytesWritten: ${after} }
    do: end-of-medium
expect:
  - seen fault end
  - seen VOLUME OVERFLOW
`,
});
