/** A read that gives half of a block, and an error. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const halfABlock = definePreset({
  name: 'half-a-block',
  group: 'medium',
  summary: 'Half of a block is read, with MEDIUM ERROR behind it.',
  manual:
    'The host gets the first half as data and hears that the block was not read. One that looks at the data before it looks at the ' +
    'status restores garbage.',
  parameters: z.strictObject({
    drive: anyDrive,
    block: parameter.number.default('100').describe('which block'),
    lasts,
  }),
  scenario: ({ drive, block, lasts }) => `
scenario: Half a block
rules:
  - id: half
    match: { device: "${drive}", block: ${block} }
    fire: always
    do: partial-read
expect:
  - seen fault half
ends: "after ${lasts}"
`,
});
