/** The library takes one drive for another. */
import * as z from 'zod';
import { definePreset, lasts, parameter } from '../preset.ts';

export const exchangedDrives = definePreset({
  name: 'exchanged-drives',
  group: 'robot',
  summary: 'The library tells the serial number of another drive.',
  manual:
    'READ ELEMENT STATUS with DVCID tells for a drive element the identifier of a drive that stands elsewhere, as after drives were ' +
    'exchanged or cabled wrong. Hosts that find by serial numbers which device is which element load a tape here and look for it ' +
    'there.',
  parameters: z.strictObject({
    library: parameter.name.default('library').describe('the library'),
    serial: parameter.name.default('ELSEWHERE1').describe('the serial number that is told'),
    lasts,
  }),
  scenario: ({ library, serial, lasts }) => `
scenario: Drives are exchanged
timeline:
  - at 0s: { wrong-dvcid: { element: drive 1, serial: "${serial}" }, on: { device: "${library}" } }
expect:
  - seen READ ELEMENT STATUS with GOOD on ${library}
ends: "after ${lasts}"
`,
});
