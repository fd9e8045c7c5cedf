/** The connection breaks off, as when a cable is pulled and the other side finds out: RST (RFC 9293 §3.5.2). */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const resetConnection = defineAction({
  name: 'reset-connection',
  group: 'connection',
  summary: 'Break the connection off with a TCP RST.',
  manual:
    'What was on its way is lost, and so is the PDU that was the occasion: at a SCSI Command it is not executed; at a SCSI Response it has been, and the ' +
    'host does not know. The tasks of the session are aborted without a status, and the initiator may come back at once; its next command hears a unit ' +
    'attention as the standard has it. In a timeline it breaks off every connection to what it is said of.',
  parameters: z.strictObject({}),
  at: { pdu: ({ connection }) => connection.reset() },
  deed: (subject, _parameters, hands) => {
    for (const connection of hands.connections(subject)) connection.reset();
  },
});
