/** A bit of what is read is another one on its way. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const damagedData = definePreset({
  name: 'damaged-data',
  group: 'path',
  summary: 'A bit of a Data-In PDU is flipped on its way.',
  manual:
    'With digests the host notices, and has to recover (RFC 7143 §7); without them nobody notices but who compares checksums of his ' +
    'own. It shows whether digests are in use at all.',
  parameters: z.strictObject({
    drive: anyDrive,
    nth: parameter.number.default('5').describe('which Data-In PDU'),
    byte: parameter.number.default('100').describe('which byte of it: its header has 48'),
  }),
  scenario: ({ drive, nth, byte }) => `
scenario: A flipped bit
rules:
  - id: flipped
    match: { device: "${drive}", pdu: data-in, command: read, nth: ${nth} }
    do: { corrupt-bit: { byte: ${byte} } }
expect:
  - seen fault flipped
`,
});
