/** A PDU comes more than once. */
import * as z from 'zod';
import { ByteList } from '../../../foundation/byte-list.ts';
import type { Pdu } from '../../../wire/pdu.ts';
import { defineAction } from '../../action.ts';

export const duplicate = defineAction({
  name: 'duplicate',
  group: 'wire',
  summary: 'Have a PDU arrive more than once.',
  manual:
    'The copies follow at once and are the same to the byte, numbers and all. A command that comes twice is executed once, since its CmdSN has been used; ' +
    'a status that comes twice belongs to a task that the host no longer has.',
  parameters: z.strictObject({
    copies: z.number().int().min(1).max(100).default(1).describe('how many more'),
  }),
  at: {
    pdu: ({ pdu, proceed }, { copies }) => {
      // Whoever gets the data of one may give the memory back.
      const more = Array.from({ length: copies }, () => copyOf(pdu));
      for (const one of [pdu, ...more]) proceed(one);
    },
  },
});

const copyOf = (pdu: Pdu): Pdu => ('data' in pdu ? { ...pdu, data: ByteList.of(Uint8Array.from(pdu.data.toBytes())) } : { ...pdu });
