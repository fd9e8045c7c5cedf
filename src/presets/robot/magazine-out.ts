/** A magazine has been taken out. */
import * as z from 'zod';
import { definePreset, lasts, parameter } from '../preset.ts';

export const magazineOut = definePreset({
  name: 'magazine-out',
  group: 'robot',
  summary: 'A slot is out of the robot’s reach.',
  manual:
    'READ ELEMENT STATUS reports the slot with ACCESS=0, and moves from and to it are refused (5/3B/11). Hosts should use other ' +
    'slots, and not report the cartridge as lost.',
  parameters: z.strictObject({
    library: parameter.name.default('library').describe('the library'),
    element: parameter.place.default('slot 1').describe('the slot'),
    lasts,
  }),
  scenario: ({ library, element, lasts }) => `
scenario: A magazine is out
timeline:
  - at 0s: { element-access: { element: "${element}" }, on: { device: "${library}" } }
expect:
  - seen READ ELEMENT STATUS with GOOD on ${library}
ends: "after ${lasts}"
`,
});
