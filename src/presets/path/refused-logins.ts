/** Logins are refused for a while. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const refusedLogins = definePreset({
  name: 'refused-logins',
  group: 'path',
  summary: 'Logins are refused with Service Unavailable for a while.',
  manual:
    'The target is overloaded or is being serviced: it answers each login with status 03/01. A host should come again after a ' +
    'pause, and not take the target for gone; some give up after the first refusal of class 02 (`status=target-removed`).',
  parameters: z.strictObject({
    target: parameter.name.default('*').describe('whose logins; of all unless given'),
    away: parameter.duration.default('60s').describe('how long'),
    status: parameter.name.default('service-unavailable').describe('class and detail of the answer, by name'),
  }),
  scenario: ({ target, away, status }) => `
scenario: Logins are refused
rules:
  - id: refused
    match: { target: "${target}", pdu: login-request, state: start }
    fire: always
    do: { login-status: { status: ${status} } }
timeline:
  - at ${away}: { enter: open }
expect:
  - seen fault refused
  - within 2min seen LOGIN after state is open
`,
});
