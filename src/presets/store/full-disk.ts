/** The disk that the cartridges are kept on is full. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts } from '../preset.ts';

export const fullDisk = definePreset({
  name: 'full-disk',
  group: 'store',
  summary: 'The disk under the cartridges is full.',
  manual:
    'Whatever a drive writes does not get onto the disk: MEDIUM ERROR, WRITE ERROR, deferred where the host had been told GOOD. The ' +
    'blocks that were whole before are there. It is what really happens when the machine of the lab has no room left.',
  parameters: z.strictObject({
    drive: anyDrive,
    lasts,
  }),
  scenario: ({ drive, lasts }) => `
scenario: The disk is full
rules:
  - id: full
    match: { device: "${drive}", file: "partition-*.tap" }
    fire: always
    do: disk-full
expect:
  - seen fault full
  - seen MEDIUM ERROR after fault full
ends: "after ${lasts}"
`,
});
