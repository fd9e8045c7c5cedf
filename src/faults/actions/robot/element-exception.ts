/** An element reports that something is out of the ordinary. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { afflict, afflictionParameters } from '../../affliction.ts';
import { additionalSenseWords } from '../../sense-words.ts';

export const elementException = defineAction({
  name: 'element-exception',
  group: 'robot',
  summary: 'Have READ ELEMENT STATUS report an element with EXCEPT=1 and the additional sense code that is given.',
  manual:
    'The element status tells of something abnormal there; what is in the element is reported as before, and moves succeed as before. Good for finding out whether a host ' +
    'heeds the exception, and whether it gives up the element, the cartridge or the whole library.',
  parameters: z.strictObject({
    code: additionalSenseWords.describe("T10's words or numbers: `CARTRIDGE FAULT`, `52/00`, or the maker's, `83/09`"),
    ...afflictionParameters('scan'),
  }),
  occasion: 'robot',
  deed: (subject, { code: { asc, ascq }, ...given }, hands) =>
    afflict(subject, given, hands, (library, place, until) => library.afflict(place, { exception: { asc, ascq } }, until)),
});
