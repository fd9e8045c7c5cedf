/** One direction of a connection stands still. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const stallReads = defineAction({
  name: 'stall-reads',
  group: 'connection',
  summary: 'Read nothing from the host any more.',
  manual:
    "The target stops reading, as a process that hangs: what the host sends fills the system's buffers, then the TCP window closes and its writes stand still. Answers to what was read before still leave. The PDU that was the occasion is the first that is not read. The target does not lose patience meanwhile; after the time it reads on, and everything is carried out in its order.",
  parameters: z.strictObject({
    for: duration.optional().describe('how long; unless given, until the connection ends or `resume`'),
  }),
  occasion: 'pdu',
  deed: (subject, { for: forMs }, hands) => {
    for (const connection of hands.connections(subject)) connection.impair({ directions: ['from-host'], bytesPerSecond: 0 }, forMs);
  },
});
