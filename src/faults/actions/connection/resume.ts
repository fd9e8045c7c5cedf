/** What has been stalled or throttled goes on. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const resume = defineAction({
  name: 'resume',
  group: 'connection',
  summary: 'End stalls, throttles and delays of a connection.',
  manual: 'What waited goes on at once, in its order: half-open, stall-reads, stall-writes, throttle and delay are over.',
  parameters: z.strictObject({}),
  occasion: 'pdu',
  deed: (subject, _parameters, hands) => {
    for (const connection of hands.connections(subject)) connection.relieve();
  },
});
