/** One bit of a PDU is wrong. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { spoilt } from '../../connection-handle.ts';
import { sealAnew } from '../../spoil-pieces.ts';

export const corruptBit = defineAction({
  name: 'corrupt-bit',
  group: 'wire',
  summary: 'Flip one bit of a PDU.',
  manual:
    'Where a digest covers it, it is found (RFC 7143 §7.8): a Data-Out is then rejected and its command ends with a CHECK CONDITION, a wrong header loses ' +
    'the connection. Where there is none, or with `unnoticed: true`, the damage goes on to the tape or to the host as if it were right: what TCP checksums ' +
    'and memory without parity let through.',
  parameters: z.strictObject({
    byte: z
      .number()
      .int()
      .min(0)
      .default(48)
      .describe('counted from the beginning of the PDU without digests: 0 to 47 are its header; a shorter one is hit in its last byte'),
    bit: z.number().int().min(0).max(7).default(0).describe('7 is the most significant'),
    unnoticed: z.boolean().default(false).describe('the digests are made to fit'),
  }),
  at: {
    pdu: ({ pdu, proceed }, { byte, bit, unnoticed }) =>
      proceed(
        spoilt(pdu, (laid) => {
          const { bytes, headerLength, dataAt, dataLength } = laid;
          const last = Math.min(byte, headerLength + dataLength - 1);
          const at = last < headerLength ? last : last - headerLength + dataAt;
          bytes[at]! ^= 1 << bit;
          if (unnoticed) sealAnew(laid);
          return bytes;
        }),
      ),
  },
});
