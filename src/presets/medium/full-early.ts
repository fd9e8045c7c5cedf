/** The tape is full long before it should be. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const fullEarly = definePreset({
  name: 'full-early',
  group: 'medium',
  summary: 'Early warning comes after a chosen amount of data.',
  manual:
    'The same tape as ever, but early warning (NO SENSE, EOM, 00/02) comes when so much has been written: the quickest way to make ' +
    'a host change tapes. A good host writes what belongs to the end, a filemark or its catalogue, and asks for the next tape; the ' +
    'data of that write are on the tape.',
  parameters: z.strictObject({
    drive: anyDrive,
    after: parameter.size.default('16MiB').describe('how much is written before'),
  }),
  scenario: ({ drive, after }) => `
scenario: Early warning comes early
rules:
  - id: warning
    match: { device: "${drive}", command: write, bytesWritten: ${after} }
    do: early-warning
expect:
  - seen fault warning
  - within 2min seen WRITE FILEMARKS on ${drive} after EARLY WARNING
  - never seen END OF TAPE
`,
});
