/** The drive has other firmware. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const updatedFirmware = definePreset({
  name: 'updated-firmware',
  group: 'drive',
  summary: 'The drive comes back with another firmware revision.',
  manual:
    'Hosts are told MICROCODE HAS BEEN CHANGED (3F/01), and INQUIRY shows the new revision. It is the same drive: nothing but the ' +
    'revision should change for a host.',
  parameters: z.strictObject({
    drive: parameter.name.default('drive0').describe('the drive'),
    revision: parameter.name.default('NEW1').describe('the revision, at most four characters'),
  }),
  scenario: ({ drive, revision }) => `
scenario: New firmware
timeline:
  - at 0s: { change-identity: { revision: "${revision}" }, on: { device: "${drive}" } }
expect:
  - seen 3F/01 on ${drive}
  - seen INQUIRY with GOOD on ${drive}
`,
});
