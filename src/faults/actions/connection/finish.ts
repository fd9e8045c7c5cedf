/** The connection is ended in order, and without a word: FIN (RFC 9293 §3.5). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const finish = defineAction({
  name: 'finish',
  group: 'connection',
  summary: 'End the connection with a TCP FIN, without a logout.',
  manual:
    'What the target had sent before still arrives; the PDU that was the occasion is lost, and nothing is heard any more. The host sees the end of the ' +
    'stream, as from a target that is shut down, and has to take the session for failed. A host that does not end its side within 2 s is cut off. The ' +
    "session's tasks are aborted without a status.",
  parameters: z.strictObject({}),
  at: { pdu: ({ connection }) => connection.finish() },
  deed: (subject, _parameters, hands) => {
    for (const connection of hands.connections(subject)) connection.finish();
  },
});
