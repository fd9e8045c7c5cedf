/** One direction of a connection stands still. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration } from '../../words.ts';

export const stallWrites = defineAction({
  name: 'stall-writes',
  group: 'connection',
  summary: 'Send nothing to the host any more.',
  manual:
    'Commands still arrive and are executed, and nothing of what the target answers leaves it, beginning with the PDU that was the occasion: a path that has died in one direction. When so much waits that no host could have left it unread, the target reads no more either. It does not lose patience meanwhile; after the time all leaves in its order. If the connection ends before, the answers are lost and the commands have been executed.',
  parameters: z.strictObject({
    for: duration.optional().describe('how long; unless given, until the connection ends or `resume`'),
  }),
  occasion: 'pdu',
  deed: (subject, { for: forMs }, hands) => {
    for (const connection of hands.connections(subject)) connection.impair({ directions: ['to-host'], bytesPerSecond: 0 }, forMs);
  },
});
