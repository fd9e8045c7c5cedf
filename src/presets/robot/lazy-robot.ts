/** The robot takes its time. */
import * as z from 'zod';
import { anyLibrary, definePreset, lasts, parameter } from '../preset.ts';

export const lazyRobot = definePreset({
  name: 'lazy-robot',
  group: 'robot',
  summary: 'Every move takes two minutes longer.',
  manual:
    'Hosts wait for a move with a timeout of their own, often of minutes. One that gives up early aborts the move, which goes on ' +
    'all the same, and is then wrong about where the cartridge is.',
  parameters: z.strictObject({
    library: anyLibrary,
    by: parameter.duration.default('2min').describe('how much longer'),
    lasts,
  }),
  scenario: ({ library, by, lasts }) => `
scenario: A slow robot
rules:
  - id: slow
    match: { device: "${library}" }
    fire: always
    do: { slow-robot: { by: ${by} } }
expect:
  - seen fault slow
  - never seen ABORT TASK or LOGICAL UNIT RESET on ${library}
ends: "after ${lasts}"
`,
});
