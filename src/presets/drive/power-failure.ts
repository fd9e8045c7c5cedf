/** The drive loses its power in the middle of a job. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const powerFailure = definePreset({
  name: 'power-failure',
  group: 'drive',
  summary: 'The drive loses power in the middle of a write, and is back after 20 s.',
  manual:
    'What waited in its buffer is lost although the host was told GOOD, and the tape stands at its beginning. Each host is told ' +
    '29/00. A host that writes on after that, instead of asking for the position, writes over the beginning of its own backup.',
  parameters: z.strictObject({
    drive: anyDrive,
    off: parameter.duration.default('20s').describe('how long it is off'),
    sessions: parameter.one(['survive', 'lost']).default('survive').describe('what becomes of the sessions'),
    nth: parameter.number.default('50').describe('at which write'),
  }),
  scenario: ({ drive, off, sessions, nth }) => `
scenario: The drive loses power
rules:
  - id: power
    match: { device: "${drive}", command: write, nth: ${nth} }
    do: { power-cycle: { off: ${off}, sessions: ${sessions} } }
expect:
  - seen fault power
  - seen 29/00 on ${drive} after fault power
  - never seen write with GOOD on ${drive} after 29/00
ends: [when seen REWIND on ${drive} with GOOD, when seen LOAD UNLOAD with GOOD on ${drive}, after 30min]
`,
});
