/** A connection that is turned away at the door. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const refuse = defineAction({
  name: 'refuse',
  group: 'connection',
  summary: 'Break a connection off with a RST as soon as it has been accepted.',
  manual:
    'The host sees its connection come about and end at once, before a byte has been said: what a firewall does, or a target whose process is gone while ' +
    'its system still listens. Nothing of it reaches the target. Where the host is to hear that nobody listens, use portal-down.',
  parameters: z.strictObject({}),
  at: { connection: ({ connection }) => connection.reset() },
});
