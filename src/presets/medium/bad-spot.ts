/** A damaged place on the tape that is met while writing. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const badSpot = definePreset({
  name: 'bad-spot',
  group: 'medium',
  summary: 'The tape has a bad spot: what is written there is lost.',
  manual:
    'From the chosen block on the tape cannot be written, as a crease or a worn edge makes it. The host had been told GOOD, and ' +
    'hears of it as a deferred error with a later command, unless it writes through. A good host ends the job on this cartridge, ' +
    'marks it as bad and goes on with another; it does not write on as if nothing had been.',
  parameters: z.strictObject({
    drive: anyDrive,
    block: parameter.number.default('1000').describe('the first block that cannot be written'),
    lasts,
  }),
  scenario: ({ drive, block, lasts }) => `
scenario: A bad spot on the tape
rules:
  - id: spot
    match: { device: "${drive}", block: "${block}.." }
    fire: always
    do: unwritable
expect:
  - seen fault spot
  - within 10min seen REWIND or LOAD UNLOAD on ${drive} after MEDIUM ERROR
ends: "after ${lasts}"
`,
});
