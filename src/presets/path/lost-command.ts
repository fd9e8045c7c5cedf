/** A command never arrives. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const lostCommand = definePreset({
  name: 'lost-command',
  group: 'path',
  summary: 'A command of the host is lost on its way.',
  manual:
    'The target does not know of it, and since commands are numbered it can execute none that comes after it (RFC 7143 §4.2.2.1). ' +
    'The host’s timeout is all that helps; its error recovery ends in a new login.',
  parameters: z.strictObject({
    drive: anyDrive,
    command: parameter.command.default('write').describe('which command, by name or group'),
    nth: parameter.number.default('10').describe('which of them'),
  }),
  scenario: ({ drive, command, nth }) => `
scenario: A command is lost
rules:
  - id: lost
    match: { device: "${drive}", pdu: scsi-command, command: "${command}", nth: ${nth} }
    do: drop
expect:
  - seen fault lost
  - within 15min seen LOGIN or TASK MANAGEMENT after fault lost
`,
});
