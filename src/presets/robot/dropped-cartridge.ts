/** The robot loses a cartridge. */
import * as z from 'zod';
import { anyLibrary, definePreset, parameter } from '../preset.ts';

export const droppedCartridge = definePreset({
  name: 'dropped-cartridge',
  group: 'robot',
  summary: 'The robot drops the cartridge that it carries.',
  manual:
    'The move fails with HARDWARE ERROR (4/3B/16), and the cartridge is in no element any more: it lies on the floor of the ' +
    'library. A good host marks the tape as missing, tells the operator and goes on with another.',
  parameters: z.strictObject({
    library: anyLibrary,
    nth: parameter.number.default('1').describe('at which move'),
  }),
  scenario: ({ library, nth }) => `
scenario: A cartridge is dropped
rules:
  - id: dropped
    match: { device: "${library}", movement: carry, nth: ${nth} }
    do: drop-cartridge
expect:
  - seen fault dropped
  - within 10min seen READ ELEMENT STATUS on ${library} after fault dropped
`,
});
