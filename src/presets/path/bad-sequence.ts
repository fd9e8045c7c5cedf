/** A status has a wrong number. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const badSequence = definePreset({
  name: 'bad-sequence',
  group: 'path',
  summary: 'The target sends a wrong StatSN.',
  manual:
    'A host that watches the numbers (RFC 7143 §4.2.2.2) takes the connection for broken and logs in again; Microsoft’s initiator ' +
    'writes event 42 for it.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('5').describe('which answer'),
  }),
  scenario: ({ drive, nth }) => `
scenario: A wrong StatSN
rules:
  - id: wrong
    match: { device: "${drive}", pdu: scsi-response, nth: ${nth} }
    do: wrong-stat-sn
expect:
  - seen fault wrong
  - within 2min seen LOGIN after fault wrong
`,
});
