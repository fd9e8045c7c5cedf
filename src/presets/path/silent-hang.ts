/** The target is there, and says nothing. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const silentHang = definePreset({
  name: 'silent-hang',
  group: 'path',
  summary: 'The target stops answering without closing the connection.',
  manual:
    'Nothing is closed and nothing is refused: no answer comes any more. Only timeouts tell a host: a NOP-Out that is not answered ' +
    '(open-iscsi sends them), or the timeout of the command (tape drivers wait minutes for a write). Then the host aborts, resets, ' +
    'and drops the session. After the time all answers leave in their order.',
  parameters: z.strictObject({
    drive: anyDrive,
    away: parameter.duration.default('10min').describe('how long nothing is said'),
    nth: parameter.number.default('20').describe('at which write'),
  }),
  scenario: ({ drive, away, nth }) => `
scenario: The target hangs
rules:
  - id: hang
    match: { device: "${drive}", pdu: scsi-command, command: write, nth: ${nth} }
    do: { stall-writes: { for: ${away} } }
expect:
  - seen fault hang
  - within ${away} seen TASK MANAGEMENT or CLOSED CONNECTION after fault hang
`,
});
