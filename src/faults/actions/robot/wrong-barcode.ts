/** The scanner takes a label for another one. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { afflict, afflictionParameters } from '../../affliction.ts';

export const wrongBarcode = defineAction({
  name: 'wrong-barcode',
  group: 'robot',
  summary: 'Have the scanner read another barcode than the one that is on a cartridge.',
  manual:
    'READ ELEMENT STATUS reports the wrong volume tag wherever the cartridge goes, and SEND VOLUME TAG finds it by that: the host gets another tape than it asks for, or two of one ' +
    'name. The cartridge itself, what is written on it and in its memory, is as it was.',
  parameters: z.strictObject({
    reads: z
      .string()
      .regex(/^[\x20-\x7e]{1,32}$/, 'must be 1 to 32 characters of ASCII')
      .describe('what is read'),
    ...afflictionParameters('scan'),
  }),
  occasion: 'robot',
  deed: (subject, { reads, ...given }, hands) =>
    afflict(subject, given, hands, (library, place, until) => library.misread(place, { volumeTag: reads }, until)),
});
