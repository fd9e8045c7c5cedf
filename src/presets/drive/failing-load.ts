/** The drive cannot load a cartridge. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const failingLoad = definePreset({
  name: 'failing-load',
  group: 'drive',
  summary: 'A cartridge cannot be loaded, and is pushed out again.',
  manual:
    'A LOAD of a host ends with MEDIA LOAD OR EJECT FAILED (3/53/00); where a robot put the cartridge in, the drive just does not ' +
    'become ready. With `leaves=inside` it is stuck until it is unloaded. A good host tries once more, and then takes another tape.',
  parameters: z.strictObject({
    drive: anyDrive,
    leaves: parameter.one(['at-mouth', 'inside']).default('at-mouth').describe('where the cartridge is then'),
  }),
  scenario: ({ drive, leaves }) => `
scenario: A cartridge cannot be loaded
rules:
  - id: load
    match: { device: "${drive}", operation: load }
    do: { load-failure: { leaves: ${leaves} } }
expect:
  - seen fault load
`,
});
