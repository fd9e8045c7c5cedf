/** Connections break now and then. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const flakyNetwork = definePreset({
  name: 'flaky-network',
  group: 'path',
  summary: 'Connections break off now and then, by chance.',
  manual:
    'One PDU in a thousand, or as it is set, is the last one of its connection. A host that recovers from each break finishes its ' +
    'job later; the dice of the scenario make every run alike.',
  parameters: z.strictObject({
    drive: anyDrive,
    chance: parameter.probability.default('0.001').describe('of each PDU to be the last'),
    lasts,
  }),
  scenario: ({ drive, chance, lasts }) => `
scenario: A network that breaks now and then
seed: 1
rules:
  - id: break
    match: { device: "${drive}", pdu: [scsi-command, data-out, data-in, scsi-response] }
    fire: { probability: ${chance} }
    do: reset-connection
expect:
  - seen fault break
  - within 2min seen LOGIN after fault break
ends: "after ${lasts}"
`,
});
