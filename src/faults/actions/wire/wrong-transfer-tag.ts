/** Data that go by another name than was agreed. */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import type { Pdu } from '../../../wire/pdu.ts';
import { defineAction } from '../../action.ts';

export const wrongTransferTag = defineAction({
  name: 'wrong-transfer-tag',
  group: 'wire',
  summary: 'Change the Target Transfer Tag of an R2T or a Data-Out.',
  manual:
    'The data that answer such an R2T are of no transfer that the target knows: it drops them, and the command waits until the host aborts it. At a Data-Out ' +
    'the host has done right and the way has not.',
  parameters: z.strictObject({
    tag: z.number().int().min(0).max(0xffff_ffff).optional().describe('the tag; one that is not in use unless given'),
  }),
  concerns: { pdu: [Opcode.readyToTransfer, Opcode.dataOut] },
  at: {
    pdu: ({ pdu, proceed }, { tag }) => {
      const own = (pdu as { readonly targetTransferTag: number }).targetTransferTag;
      proceed({ ...pdu, targetTransferTag: tag ?? (own ^ 0x5a00_0000) >>> 0 } as Pdu);
    },
  },
});
