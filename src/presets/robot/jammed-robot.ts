/** The robot gets stuck with a cartridge. */
import * as z from 'zod';
import { anyLibrary, definePreset, parameter } from '../preset.ts';

export const jammedRobot = definePreset({
  name: 'jammed-robot',
  group: 'robot',
  summary: 'The robot jams in the middle of a move.',
  manual:
    'The move fails with HARDWARE ERROR (4/3B/16), and from then on the library says MANUAL INTERVENTION REQUIRED, until somebody ' +
    'opens and closes its door. A good host tells the operator, leaves the library alone, and takes stock again afterwards; with ' +
    '`cartridge=arm` it finds the cartridge on the transport element and fetches it from there.',
  parameters: z.strictObject({
    library: anyLibrary,
    cartridge: parameter.one(['place', 'arm']).default('place').describe('where the cartridge is then'),
    nth: parameter.number.default('1').describe('at which move'),
  }),
  scenario: ({ library, cartridge, nth }) => `
scenario: The robot jams
rules:
  - id: jam
    match: { device: "${library}", movement: carry, nth: ${nth} }
    do: { jam: { cartridge: ${cartridge} } }
expect:
  - seen fault jam
  - seen HARDWARE ERROR on ${library} after fault jam
`,
});
