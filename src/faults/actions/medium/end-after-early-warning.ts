/** Hardly any tape behind early warning. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const endAfterEarlyWarning = defineAction({
  name: 'end-after-early-warning',
  group: 'medium',
  summary: 'Leave hardly any tape between early warning and the end.',
  manual:
    'Early warning is where it was, and the tape ends so soon after it that what a host still has to write (the rest of its buffers, filemarks, a ' +
    'catalogue) does not fit: VOLUME OVERFLOW, EOM, 00/02. Drives promise room for that and worn tapes break the promise. A host that counts on it ' +
    'loses the end of its backup. It lasts until the cartridge leaves the drive.',
  parameters: z.strictObject({
    room: size
      .default(64 * 1024)
      .describe('what is left behind early warning: 64KiB unless given; a longer block may find the end without a warning'),
  }),
  deed: (subject, { room }, hands) => {
    const medium = hands.medium(subject);
    const { capacityBytes, earlyWarningBytes } = medium.end;
    const left = Math.min(room, earlyWarningBytes);
    medium.end = { capacityBytes: capacityBytes - earlyWarningBytes + left, earlyWarningBytes: left };
  },
});
