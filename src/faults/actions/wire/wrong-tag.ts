/** A PDU that names another task than its own. */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import type { Pdu } from '../../../wire/pdu.ts';
import { defineAction } from '../../action.ts';

export const wrongTag = defineAction({
  name: 'wrong-tag',
  group: 'wire',
  summary: 'Change the Initiator Task Tag of a PDU.',
  manual:
    'From the target it answers a task that the host does not have, while the one that it was for waits; most hosts end the connection. From the host it ' +
    'is another task to the target: data for one that does not exist are thrown away.',
  parameters: z.strictObject({
    tag: z.number().int().min(0).max(0xffff_ffff).optional().describe('the tag; one that no host has just made up unless given'),
  }),
  // All others have none of their own.
  concerns: { pdu: Object.values(Opcode).filter((opcode) => opcode !== Opcode.asyncMessage && opcode !== Opcode.reject) },
  at: {
    pdu: ({ pdu, proceed }, { tag }) => {
      const own = (pdu as { readonly initiatorTaskTag: number }).initiatorTaskTag;
      proceed({ ...pdu, initiatorTaskTag: tag ?? (own ^ 0x5a00_0000) >>> 0 } as Pdu);
    },
  },
});
