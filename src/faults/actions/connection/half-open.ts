/** A connection that comes about and is never heard. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { directions } from '../../direction.ts';
import { duration } from '../../words.ts';

export const halfOpen = defineAction({
  name: 'half-open',
  group: 'connection',
  summary: 'Accept a connection and never answer on it.',
  manual:
    'The TCP connection comes about, the system takes what the host sends, and the target reads none of it: the login waits until the host gives up, for ' +
    'the target does not. After the time, if one is given, the target reads what has come and goes on as if nothing had been. It shows how long a host ' +
    'waits for a login, and whether it tries another portal.',
  parameters: z.strictObject({
    for: duration.optional().describe('how long; for good unless given'),
  }),
  at: {
    connection: ({ connection, proceed }, { for: forMs }) => {
      connection.impair({ directions, bytesPerSecond: 0 }, forMs);
      proceed();
    },
  },
});
