/** The mark that early warning is given by stands somewhere else on the tape, or is missing. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const earlyWarning = defineAction({
  name: 'early-warning',
  group: 'medium',
  summary: 'Put early warning somewhere else: here, after so many bytes, or nowhere.',
  manual:
    'From there on every WRITE and WRITE FILEMARKS is carried out and ends with CHECK CONDITION, NO SENSE, EOM, 00/02, as at the early warning that the ' +
    'cartridge was made with; the end of the tape stays where it is, and logs and mode pages tell of the place. With `never` the tape ends without a ' +
    'warning: the last block that fits is GOOD, and the next one VOLUME OVERFLOW. It lasts until the cartridge leaves the drive, or until `as-made`. A ' +
    'rule with `match: { command: write, block: 1000 }` warns there: the very WRITE that is its occasion hears of it.',
  parameters: z.strictObject({
    at: z
      .union([z.enum(['here', 'never', 'as-made']), size])
      .default('here')
      .describe('`here`, `never`, `as-made`, or after so much of the partition: `8MiB`'),
  }),
  deed: (subject, { at }, hands) => {
    const medium = hands.medium(subject);
    const { capacityBytes } = medium.end;
    const before = (bytes: number): number => Math.max(0, capacityBytes - bytes);
    const distances = { here: before(medium.usedBytes), never: 0, 'as-made': medium.made.earlyWarningBytes };
    medium.end = { capacityBytes, earlyWarningBytes: typeof at === 'number' ? before(at) : distances[at] };
  },
});
