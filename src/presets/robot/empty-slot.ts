/** A slot is empty that should not be. */
import * as z from 'zod';
import { anyLibrary, definePreset, parameter } from '../preset.ts';

export const emptySlot = definePreset({
  name: 'empty-slot',
  group: 'robot',
  summary: 'The slot is empty although the inventory says otherwise.',
  manual:
    'Somebody has taken the cartridge. The move fails with MEDIUM SOURCE ELEMENT EMPTY (5/3B/0E), and the inventory is right from ' +
    'then on. A good host takes stock again and asks for the tape, rather than mark it as bad.',
  parameters: z.strictObject({
    library: anyLibrary,
    from: parameter.place.default('slot *').describe('out of which element: `slot 3`'),
  }),
  scenario: ({ library, from }) => `
scenario: A slot is empty
rules:
  - id: empty
    match: { device: "${library}", movement: carry, from: "${from}" }
    do: source-empty
expect:
  - seen fault empty
  - within 10min seen READ ELEMENT STATUS on ${library} after fault empty
`,
});
