/** The robot does not get at an element: a magazine is out, a shutter is down. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { afflict, afflictionParameters } from '../../affliction.ts';

export const elementAccess = defineAction({
  name: 'element-access',
  group: 'robot',
  summary: 'Put an element out of the reach of the robot: ACCESS=0.',
  manual:
    'READ ELEMENT STATUS reports what is in the element with ACCESS=0, and a move from or to it is refused with ILLEGAL REQUEST, MEDIUM MAGAZINE NOT ACCESSIBLE (5/3B/11). Nothing ' +
    'has moved then.',
  parameters: z.strictObject(afflictionParameters('door')),
  occasion: 'robot',
  deed: (subject, given, hands) =>
    afflict(subject, given, hands, (library, place, until) => library.afflict(place, { inaccessible: true }, until)),
});
