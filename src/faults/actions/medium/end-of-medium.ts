/** The tape is shorter than it was. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const endOfMedium = defineAction({
  name: 'end-of-medium',
  group: 'medium',
  summary: 'Let the tape end: here and at once, or after so many bytes.',
  manual:
    'What does not fit any more ends with CHECK CONDITION, VOLUME OVERFLOW, EOM, 00/02, and INFORMATION tells how much of it was not written; the blocks ' +
    'that fit are on the medium. Early warning is as far before the new end as it was before the old one, unless `early-warning` has put it somewhere: there ' +
    'it stays. So `here` is an end without a warning for a host that was not near it. What has been recorded behind the end stays and can be read. It lasts until the cartridge leaves the drive, or until ' +
    '`as-made`. Good for hosts that trust the capacity printed on a cartridge.',
  parameters: z.strictObject({
    at: z
      .union([z.enum(['here', 'as-made']), size])
      .default('here')
      .describe('`here`, `as-made`, or after so much of the partition: `64MiB`'),
  }),
  deed: (subject, { at }, hands) => {
    const medium = hands.medium(subject);
    const { end, made, usedBytes } = medium;
    const capacityBytes = typeof at === 'number' ? at : { here: usedBytes, 'as-made': made.capacityBytes }[at];
    const moved = end.earlyWarningBytes !== 0 && end.earlyWarningBytes !== made.earlyWarningBytes;
    const earlyWarningAt = end.capacityBytes - end.earlyWarningBytes;
    medium.end = { capacityBytes, earlyWarningBytes: moved ? Math.max(0, capacityBytes - earlyWarningAt) : end.earlyWarningBytes };
  },
});
