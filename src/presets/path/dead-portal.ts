/** A portal accepts connections and nothing comes of them. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const deadPortal = definePreset({
  name: 'dead-portal',
  group: 'path',
  summary: 'The portal accepts connections and never answers on them.',
  manual:
    'What a load balancer without a backend does, or a target whose process hangs: TCP succeeds and the login gets no answer. A ' +
    'host should give up after its login timeout, and try again or elsewhere. When the time is over all of them are answered.',
  parameters: z.strictObject({
    away: parameter.duration.default('60s').describe('how long'),
  }),
  scenario: ({ away }) => `
scenario: A portal that says nothing
rules:
  - id: silent
    match: { state: start }
    fire: always
    do: { half-open: { for: ${away} } }
timeline:
  - at ${away}: { enter: awake }
expect:
  - seen fault silent
  - within 2min seen LOGIN after state is awake
`,
});
