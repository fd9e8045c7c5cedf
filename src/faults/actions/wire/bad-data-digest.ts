/** A digest that does not fit (RFC 7143 §11.2.3). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { spoilt } from '../../connection-handle.ts';

export const badDataDigest = defineAction({
  name: 'bad-data-digest',
  group: 'wire',
  summary: 'Send a PDU with a wrong data digest.',
  manual:
    'All else of it is right. Whoever finds a wrong data digest follows §7.8: the data are dropped. A target answers with a Reject, and the command ends with CHECK CONDITION; an initiator asks for them again or takes the command for failed. A PDU that bears none, because ' +
    'the login has agreed on none or it has no data, passes as it is.',
  parameters: z.strictObject({}),
  at: {
    pdu: ({ pdu, proceed }) =>
      proceed(
        spoilt(pdu, ({ bytes, dataDigestAt }) => {
          if (dataDigestAt !== undefined) bytes[dataDigestAt]! ^= 0xff;
          return bytes;
        }),
      ),
  },
});
