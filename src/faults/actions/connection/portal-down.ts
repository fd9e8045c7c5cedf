/** Nobody listens where the target has been. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { duration, oneOf } from '../../words.ts';

const fates = ['reset', 'finish', 'keep'] as const;

export const portalDown = defineAction({
  name: 'portal-down',
  group: 'connection',
  summary: 'Stop listening, so that new connections are refused by the system.',
  manual:
    'The listening socket is really closed: who connects hears ECONNREFUSED, as of a target that is switched off. The connections that there are break off ' +
    'with a RST unless told otherwise, their tasks are aborted, and drives and cartridges stay as they are. It ends after its time or with portal-up; ' +
    'the portal is the same then.',
  parameters: z.strictObject({
    for: duration.optional().describe('how long; until `portal-up` unless given'),
    portal: z.string().optional().describe('HOST:PORT as the server listens; all of them unless given'),
    connections: oneOf(fates, 'fate of connections')
      .default('reset')
      .describe(`what becomes of those that there are: ${fates.join(', ')}`),
  }),
  occasion: 'pdu',
  deed: (_subject, { for: forMs, portal, connections }, hands) => {
    const open = hands.portals.shut(portal);
    for (const connection of hands.connections({})) {
      if (portal !== undefined && !hands.portals.isAt(connection, portal)) continue;
      if (connections === 'reset') connection.reset();
      else if (connections === 'finish') connection.finish();
    }
    if (forMs !== undefined) hands.later(forMs, open);
  },
});
