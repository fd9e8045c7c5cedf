/** A target is missing from discovery. */
import * as z from 'zod';
import { definePreset, lasts, parameter } from '../preset.ts';

export const hiddenTarget = definePreset({
  name: 'hidden-target',
  group: 'path',
  summary: 'Discovery does not show the target.',
  manual:
    'SendTargets leaves the target out, as when its export was removed: a host that discovers on each start loses its devices, one ' +
    'that keeps its records logs in as before.',
  parameters: z.strictObject({
    target: parameter.name.default('iqn.2026-11.local.tapelab:library').describe('the target that is missing'),
    lasts,
  }),
  scenario: ({ target, lasts }) => `
scenario: A target is missing from discovery
rules:
  - id: hidden
    fire: always
    do: { hide-target: { target: "${target}" } }
expect:
  - seen fault hidden
ends: "after ${lasts}"
`,
});
