/** The scanner cannot read a label. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { afflict, afflictionParameters } from '../../affliction.ts';

export const unreadableBarcode = defineAction({
  name: 'unreadable-barcode',
  group: 'robot',
  summary: 'Have the scanner fail to read the barcode of a cartridge.',
  manual:
    'READ ELEMENT STATUS reports the element as full and without a volume tag, with EXCEPT=1 and its own additional sense code where the model does that. The cartridge can be moved ' +
    'and used as before, by hosts that go by addresses.',
  parameters: z.strictObject(afflictionParameters('scan')),
  occasion: 'robot',
  deed: (subject, given, hands) => afflict(subject, given, hands, (library, place, until) => library.misread(place, 'unreadable', until)),
});
