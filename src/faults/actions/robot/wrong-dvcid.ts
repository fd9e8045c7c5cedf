/** A library takes one of its drives for another one. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { afflict, afflictionParameters } from '../../affliction.ts';

export const wrongDvcid = defineAction({
  name: 'wrong-dvcid',
  group: 'robot',
  summary: 'Have READ ELEMENT STATUS (DVCID=1) tell the identifier of another drive.',
  manual:
    'The drive itself tells its own serial number (VPD pages 80h and 83h), and the library another: as when drives were exchanged, or cabled wrong. Hosts that find by serial numbers which ' +
    'drive is in which element load a tape here and look for it there, or find no such drive.',
  parameters: z
    .strictObject({
      ...afflictionParameters('mended'),
      as: z.string().min(1).optional().describe('the drive whose identifier is told: `drive 2`, or its name'),
      serial: z
        .string()
        .regex(/^[\x20-\x7e]{1,32}$/, 'must be 1 to 32 characters of ASCII')
        .optional()
        .describe('or the serial number that is told, of a drive that need not be there'),
    })
    .refine(({ as, serial }) => (as === undefined) !== (serial === undefined), "must say either 'as' or 'serial'"),
  occasion: 'robot',
  deed: (subject, { as, serial, ...given }, hands) =>
    afflict(subject, given, hands, (library, place, until) =>
      library.afflict(place, { identification: library.identificationOf(as ?? place, serial) }, until),
    ),
});
