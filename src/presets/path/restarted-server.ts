/** Nobody listens for a while. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const restartedServer = definePreset({
  name: 'restarted-server',
  group: 'path',
  summary: 'The target is switched off while a backup runs, and is back after 30 s.',
  manual:
    'Connections break off, and new ones are refused (ECONNREFUSED) until the time is over. It tells whether a host tries again ' +
    'often enough, and whether it still has its devices afterwards: open-iscsi holds requests for replacement_timeout (120 s), ' +
    'Microsoft’s initiator for MaxRequestHoldTime (60 s).',
  parameters: z.strictObject({
    drive: anyDrive,
    away: parameter.duration.default('30s').describe('how long'),
    nth: parameter.number.default('20').describe('at which write'),
  }),
  scenario: ({ drive, away, nth }) => `
scenario: The target is switched off and on
rules:
  - id: off
    match: { device: "${drive}", pdu: scsi-command, command: write, nth: ${nth} }
    do: { portal-down: { for: ${away} } }
    then: "off"
timeline:
  - ${away} after state is off: { enter: back }
expect:
  - seen fault off
  - within 2min seen LOGIN after state is back
  - within 5min seen any on ${drive} after state is back
`,
});
