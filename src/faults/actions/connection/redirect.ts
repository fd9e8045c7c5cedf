/** A target that has moved (RFC 7143 §11.13.5, §13.8). */
import * as z from 'zod';
import { LoginStatus } from '../../../wire/login-response.ts';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';
import { endLogin } from '../../login-answer.ts';

export const redirect = defineAction({
  name: 'redirect',
  group: 'connection',
  summary: 'Send a login elsewhere: the target has moved.',
  manual:
    'The Login Response says "target moved" and gives the address in TargetAddress; the connection ends after it. A host follows at once, and keeps the ' +
    'new address for later where the move is permanent. Nobody needs to listen there: a host that is sent in a circle, or to nowhere, is worth a look, too.',
  parameters: z.strictObject({
    to: z
      .string()
      .regex(/^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?(?:,\d{1,5})?$/i, 'must be HOST, HOST:PORT or HOST:PORT,GROUP')
      .describe('HOST:PORT, as in TargetAddress'),
    permanent: z.boolean().default(false).describe('moved permanently rather than temporarily'),
  }),
  concerns: { pdu: [Opcode.loginRequest] },
  at: {
    pdu: ({ connection, pdu }, { to, permanent }) =>
      endLogin(connection, pdu, permanent ? LoginStatus.targetMovedPermanently : LoginStatus.targetMovedTemporarily, [
        ['TargetAddress', to],
      ]),
  },
});
