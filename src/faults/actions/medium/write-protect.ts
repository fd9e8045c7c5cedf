/** The cartridge's write-protect switch moves while it is in the drive. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const writeProtect = defineAction({
  name: 'write-protect',
  group: 'medium',
  summary: "Move the cartridge's write-protect switch.",
  manual:
    'From the next command on every attempt to write ends with CHECK CONDITION, DATA PROTECT, WRITE PROTECTED (27/00) and TapeAlert flag 9, and the WP bit ' +
    'of MODE SENSE is set; `on: false` moves it back. What the drive had taken into its buffer before still gets to the medium. The switch stays where ' +
    'it is: the cartridge is write-protected after it has left the drive, too.',
  parameters: z.strictObject({ on: z.boolean().default(true).describe('false: writing is allowed again') }),
  deed: (subject, { on }, hands) => hands.medium(subject).protect(on),
});
