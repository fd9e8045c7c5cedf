/** The disk is slow. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const slowDisk = definePreset({
  name: 'slow-disk',
  group: 'store',
  summary: 'The disk under the cartridges is slow.',
  manual:
    'Each access takes longer: the drive’s buffer fills, it asks for no more data, and what must be on the medium before a command ' +
    'ends takes as long as that. Nothing fails.',
  parameters: z.strictObject({
    drive: anyDrive,
    by: parameter.duration.default('200ms').describe('how much longer'),
    lasts,
  }),
  scenario: ({ drive, by, lasts }) => `
scenario: A slow disk
rules:
  - id: slow
    match: { device: "${drive}" }
    fire: always
    do: { slow-disk: { by: ${by} } }
expect:
  - seen fault slow
  - never seen TASK MANAGEMENT
ends: "after ${lasts}"
`,
});
