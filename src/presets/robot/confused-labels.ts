/** The scanner takes a label for another one. */
import * as z from 'zod';
import { definePreset, lasts, parameter } from '../preset.ts';

export const confusedLabels = definePreset({
  name: 'confused-labels',
  group: 'robot',
  summary: 'The scanner reads another barcode than the one on the cartridge.',
  manual:
    'The host is given another tape than it asks for. A careful one reads the label on the tape before it writes, and finds out; a ' +
    'careless one writes over what it should have kept.',
  parameters: z.strictObject({
    library: parameter.name.default('library').describe('the library'),
    element: parameter.place.default('slot 1').describe('where the cartridge is, or its barcode'),
    reads: parameter.name.default('LAB099L8').describe('what the scanner reads'),
    lasts,
  }),
  scenario: ({ library, element, reads, lasts }) => `
scenario: A label is taken for another
timeline:
  - at 0s: { wrong-barcode: { element: "${element}", reads: "${reads}" }, on: { device: "${library}" } }
expect:
  - seen READ ELEMENT STATUS with GOOD on ${library}
ends: "after ${lasts}"
`,
});
