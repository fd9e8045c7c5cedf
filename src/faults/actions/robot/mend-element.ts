/** What was the matter with an element is over. */
import * as z from 'zod';
import { UserError } from '../../../foundation/user-error.ts';
import { defineAction } from '../../action.ts';

export const mendElement = defineAction({
  name: 'mend-element',
  group: 'robot',
  summary: 'End what faults have made of an element, and of the label in it.',
  manual:
    'Ends element-exception, element-access, wrong-dvcid, wrong-barcode, unreadable-barcode and what destination-full has left behind. Hosts are not told; they see it at their next look.',
  parameters: z.strictObject({
    element: z
      .string()
      .min(1)
      .optional()
      .describe('`slot 3`, `mailslot 1`, `drive 1`, the name of a drive or a barcode; where the robot is going unless given'),
  }),
  occasion: 'robot',
  deed: (subject, { element = subject.to }, hands) => {
    if (element === undefined)
      throw new UserError('element-missing', 'No element is named, and no robot is going anywhere.', {
        hint: "name it: 'element: slot 3'.",
      });
    hands.library(subject).mend(element);
  },
});
