/** The chip in the cartridge cannot be read. */
import * as z from 'zod';
import { anyDrive, definePreset, lasts } from '../preset.ts';

export const unreadableMemory = definePreset({
  name: 'unreadable-memory',
  group: 'medium',
  summary: 'The memory of the cartridge cannot be read.',
  manual:
    'READ ATTRIBUTE ends with MEDIUM ERROR (3/11/12), and TapeAlert flag 15 is up. Tape and data are as ever: a host that knows ' +
    'tapes by their memory must be able to do without it.',
  parameters: z.strictObject({
    drive: anyDrive,
    lasts,
  }),
  scenario: ({ drive, lasts }) => `
scenario: The cartridge’s memory is unreadable
rules:
  - id: memory
    match: { device: "${drive}" }
    fire: always
    do: memory-unreadable
expect:
  - seen fault memory
ends: "after ${lasts}"
`,
});
