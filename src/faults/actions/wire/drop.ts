/** A PDU is lost: the side that waits for it waits. */
import { z } from 'zod';
import { defineAction } from '../../action.ts';

export const drop = defineAction({
  name: 'drop',
  group: 'wire',
  summary: 'Lose a PDU.',
  manual: 'The PDU does not go on, in whichever direction it was going. What it carried is not done, or not told.',
  parameters: z.strictObject({}),
  at: { pdu: () => {} },
});
