/** A bit on the disk becomes another one. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const bitRot = definePreset({
  name: 'bit-rot',
  group: 'store',
  summary: 'One bit of a block rots on the disk.',
  manual:
    'The bit is really another one from now on. The block’s checksum finds it out when the block is read: MEDIUM ERROR, never other ' +
    'data. `cartridge check` finds it, too.',
  parameters: z.strictObject({
    drive: parameter.name.default('drive0').describe('the drive that the cartridge is in'),
    block: parameter.number.default('10').describe('which block'),
  }),
  scenario: ({ drive, block }) => `
scenario: Bit rot
timeline:
  - at 0s: { bit-rot: { block: ${block} }, on: { device: "${drive}" } }
expect:
  - seen read with MEDIUM ERROR on ${drive}
`,
});
