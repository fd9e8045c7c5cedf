/** A PDU that the target finds fault with (RFC 7143 §11.17). */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import type { InitiatorPdu } from '../../../wire/pdu.ts';
import { RejectReason } from '../../../wire/reject.ts';
import { defineAction } from '../../action.ts';
import { codesOf, codeWord } from '../../code-words.ts';

const reasons = codesOf(RejectReason);

export const reject = defineAction({
  name: 'reject',
  group: 'wire',
  summary: 'Answer a PDU of the host with a Reject.',
  manual:
    'The Reject bears the header of the PDU, which is not carried out; a command has used its CmdSN nevertheless, so that those behind it are. A task whose ' +
    'command was rejected does not exist at the target; one whose data were rejected waits for them.',
  parameters: z.strictObject({
    reason: codeWord(reasons, 'reason of a Reject')
      .prefault('protocol-error')
      .describe(`a number, or one of ${[...reasons.keys()].join(', ')}`),
  }),
  concerns: { pdu: Object.values(Opcode).filter((opcode) => opcode < Opcode.nopIn && opcode !== Opcode.loginRequest) },
  at: { pdu: ({ connection, pdu }, { reason: code }) => connection.reject(pdu as InitiatorPdu, code) },
});
