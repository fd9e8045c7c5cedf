/** The drive does not let go of the cartridge. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts } from '../preset.ts';

export const stuckTape = definePreset({
  name: 'stuck-tape',
  group: 'drive',
  summary: 'The drive fails to eject its cartridge.',
  manual:
    'UNLOAD ends with HARDWARE ERROR, UNLOAD TAPE FAILURE (4/53/01), a library’s move out of the drive fails with 53/00, and the ' +
    'tape is loaded still, at its beginning. Hosts should not put another tape there in their minds.',
  parameters: z.strictObject({
    drive: anyDrive,
    lasts,
  }),
  scenario: ({ drive, lasts }) => `
scenario: The tape is stuck
rules:
  - id: stuck
    match: { device: "${drive}", operation: unload }
    fire: always
    do: stuck-tape
expect:
  - seen fault stuck
ends: "after ${lasts}"
`,
});
