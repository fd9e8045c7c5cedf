/** A connection that is slow. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { type Direction, directions } from '../../direction.ts';
import { duration, oneOf, size } from '../../words.ts';

const ways: Readonly<Record<'both' | Direction, readonly Direction[]>> = {
  both: directions,
  'to-host': ['to-host'],
  'from-host': ['from-host'],
};

export const throttle = defineAction({
  name: 'throttle',
  group: 'connection',
  summary: 'Let only so many bytes a second through.',
  manual:
    'Nothing is lost and nothing changes its order: the connection is as slow as a bad line, in both directions or one. A drive that gets its data too ' +
    'slowly stops and starts again, and a host that waits for its data may run into its own time limits.',
  parameters: z.strictObject({
    bytesPerSecond: size.refine((bytes) => bytes >= 1, 'must be 1B at least').describe('bytes in a second, like 64KiB'),
    direction: oneOf(['both', ...directions], 'direction')
      .default('both')
      .describe(`both, ${directions.join(', ')}`),
    for: duration.optional().describe('how long; unless given, until the connection ends or `resume`'),
  }),
  occasion: 'pdu',
  deed: (subject, { bytesPerSecond, direction, for: forMs }, hands) => {
    for (const connection of hands.connections(subject)) connection.impair({ directions: ways[direction], bytesPerSecond }, forMs);
  },
});
