/** A damaged place on the tape that is met while writing. */
import { z } from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const badSpot = definePreset({
  name: 'bad-spot',
  group: 'medium',
  summary: 'The tape has a bad spot: a write fails with MEDIUM ERROR / WRITE ERROR.',
  manual:
    'From the chosen block on the tape cannot be written, as a crease or a worn edge makes it. A good host ends the job on this cartridge, marks it as ' +
    'bad and goes on with another; it does not write behind the spot as if nothing had been.',
  parameters: z.strictObject({
    drive: anyDrive,
    block: parameter.number.default('1000').describe('the first block that cannot be written'),
  }),
  scenario: ({ drive, block }) => `
scenario: A bad spot on the tape
rules:
  - id: bad-spot
    match: { device: "${drive}", command: write, block: "${block}.." }
    fire: always
    do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }
expect:
  - seen fault bad-spot
`,
});
