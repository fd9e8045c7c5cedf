/** A slot is full that should be empty. */
import * as z from 'zod';
import { anyLibrary, definePreset } from '../preset.ts';

export const occupiedSlot = definePreset({
  name: 'occupied-slot',
  group: 'robot',
  summary: 'The place that a cartridge is to go to is full.',
  manual:
    'Somebody has put something there: the move fails with MEDIUM DESTINATION ELEMENT FULL (5/3B/0D), and the element is reported ' +
    'as full from then on. A host that unloads a drive into the slot where the tape came from must find another.',
  parameters: z.strictObject({
    library: anyLibrary,
  }),
  scenario: ({ library }) => `
scenario: The home slot is full
rules:
  - id: occupied
    match: { device: "${library}", movement: carry, to: "slot *" }
    do: destination-full
expect:
  - seen fault occupied
  - within 10min seen move with GOOD on ${library} after fault occupied
`,
});
