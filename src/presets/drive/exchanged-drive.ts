/** The drive has been exchanged for another of its kind. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const exchangedDrive = definePreset({
  name: 'exchanged-drive',
  group: 'drive',
  summary: 'The drive has been replaced: the same model, with another serial number.',
  manual:
    'The host is not told, as when a drive is exchanged with the power off. One that goes by serial numbers finds a new drive and ' +
    'misses the old one; Windows gives it another name, and a library’s element tells the new number, too.',
  parameters: z.strictObject({
    drive: parameter.name.default('drive0').describe('the drive'),
    told: parameter.one(['true', 'false']).default('false').describe('whether 3F/03 tells hosts'),
  }),
  scenario: ({ drive, told }) => `
scenario: Another drive in its place
timeline:
  - at 0s: { change-identity: { serial: new, told: ${told} }, on: { device: "${drive}" } }
expect:
  - seen INQUIRY with GOOD on ${drive}
`,
});
