/** The disk cannot make durable what was written. */
import * as z from 'zod';
import { anyDrive, definePreset } from '../preset.ts';

export const failingDisk = definePreset({
  name: 'failing-disk',
  group: 'store',
  summary: 'The disk fails to make durable what was written.',
  manual:
    'The command that was to secure the data (a filemark, a rewind) ends with HARDWARE ERROR (4/03/00), and no later one succeeds ' +
    'until the cartridge has left the drive. What has been acknowledged since the last filemark cannot be relied upon, and a good ' +
    'host says so.',
  parameters: z.strictObject({
    drive: anyDrive,
  }),
  scenario: ({ drive }) => `
scenario: A failing disk
rules:
  - id: sync
    match: { device: "${drive}", operation: sync, file: "partition-*.tap" }
    do: failing-sync
expect:
  - seen fault sync
  - seen HARDWARE ERROR after fault sync
`,
});
