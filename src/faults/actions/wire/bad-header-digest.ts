/** A digest that does not fit (RFC 7143 §11.2.3). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { spoilt } from '../../connection-handle.ts';

export const badHeaderDigest = defineAction({
  name: 'bad-header-digest',
  group: 'wire',
  summary: 'Send a PDU with a wrong header digest.',
  manual:
    'All else of it is right. Whoever finds a wrong header digest follows §7.8: the stream cannot be trusted any more, and the connection is closed. A PDU that bears none, because ' +
    'the login has agreed on none, passes as it is.',
  parameters: z.strictObject({}),
  at: {
    pdu: ({ pdu, proceed }) =>
      proceed(
        spoilt(pdu, ({ bytes, headerDigestAt }) => {
          if (headerDigestAt !== undefined) bytes[headerDigestAt]! ^= 0xff;
          return bytes;
        }),
      ),
  },
});
