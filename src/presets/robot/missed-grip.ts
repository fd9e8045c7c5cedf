/** The robot misses its place now and then. */
import * as z from 'zod';
import { anyLibrary, definePreset, lasts, parameter } from '../preset.ts';

export const missedGrip = definePreset({
  name: 'missed-grip',
  group: 'robot',
  summary: 'The arm misses its place, once or now and then.',
  manual:
    'One move in ten, or as it is set, fails with MECHANICAL POSITIONING ERROR (4/15/01), and nothing has moved. What hosts should ' +
    'do is to try again.',
  parameters: z.strictObject({
    library: anyLibrary,
    every: parameter.number.default('10').describe('how often: the tenth move, the twentieth, …'),
    lasts,
  }),
  scenario: ({ library, every, lasts }) => `
scenario: The arm misses its place
rules:
  - id: missed
    match: { device: "${library}", movement: carry }
    fire: { every: ${every} }
    do: mechanical-positioning-error
expect:
  - seen fault missed
  - within 10min seen move with GOOD on ${library} after fault missed
ends: "after ${lasts}"
`,
});
