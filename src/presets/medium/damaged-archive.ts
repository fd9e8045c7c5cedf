/** Blocks that cannot be read any more. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts, parameter } from '../preset.ts';

export const damagedArchive = definePreset({
  name: 'damaged-archive',
  group: 'medium',
  summary: 'Some blocks of the tape cannot be read any more.',
  manual:
    'Reading them ends with MEDIUM ERROR, UNRECOVERED READ ERROR (3/11/00) each time. A good restore tells which files are lost, ' +
    'skips the spot and goes on behind it; a bad one gives up the whole tape.',
  parameters: z.strictObject({
    drive: anyDrive,
    blocks: parameter.range.default('100..103').describe('which blocks'),
    lasts,
  }),
  scenario: ({ drive, blocks, lasts }) => `
scenario: An archive that is damaged
rules:
  - id: damaged
    match: { device: "${drive}", block: "${blocks}" }
    fire: always
    do: unreadable
expect:
  - seen fault damaged
  - within 10min seen read with GOOD on ${drive} after MEDIUM ERROR
ends: "after ${lasts}"
`,
});
