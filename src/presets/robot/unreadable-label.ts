/** A label cannot be read. */
import * as z from 'zod';
import { definePreset, lasts, parameter } from '../preset.ts';

export const unreadableLabel = definePreset({
  name: 'unreadable-label',
  group: 'robot',
  summary: 'The barcode of a cartridge cannot be read.',
  manual:
    'READ ELEMENT STATUS reports the element as full without a volume tag. Hosts that go by barcodes must load the tape to see what ' +
    'it is, or leave it alone; none should take the slot for empty.',
  parameters: z.strictObject({
    library: parameter.name.default('library').describe('the library'),
    element: parameter.place.default('slot 1').describe('where the cartridge is, or its barcode'),
    lasts,
  }),
  scenario: ({ library, element, lasts }) => `
scenario: A label cannot be read
timeline:
  - at 0s: { unreadable-barcode: { element: "${element}" }, on: { device: "${library}" } }
expect:
  - seen READ ELEMENT STATUS with GOOD on ${library}
ends: "after ${lasts}"
`,
});
