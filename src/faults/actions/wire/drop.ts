/** A PDU is lost: the side that waits for it waits. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const drop = defineAction({
  name: 'drop',
  group: 'wire',
  summary: 'Lose a PDU.',
  manual:
    'The PDU does not go on, in whichever direction it was going. What it carried is not done, or not told. Its number has been used: behind a lost answer ' +
    'the host finds a gap in StatSN, behind a lost command the target waits for its CmdSN. Where the host is to notice nothing but silence, use ' +
    'lose-response.',
  parameters: z.strictObject({}),
  at: { pdu: () => {} },
});
