/** Hardly any tape is left behind early warning. */
import * as z from 'zod';
import { anyDrive, definePreset, parameter } from '../preset.ts';

export const noRoomAtEnd = definePreset({
  name: 'no-room-at-end',
  group: 'medium',
  summary: 'Hardly any room is left behind early warning.',
  manual:
    'Hosts write what belongs to the end of a tape behind early warning: filemarks, an end-of-tape block, sometimes a catalogue. ' +
    'Here it does not fit, and VOLUME OVERFLOW comes in the middle of it. A good host closes the tape as well as it can and says ' +
    'which of it is good.',
  parameters: z.strictObject({
    drive: anyDrive,
    after: parameter.size.default('16MiB').describe('how much is written before early warning'),
    room: parameter.size.default('16KiB').describe('what is left behind it'),
  }),
  scenario: ({ drive, after, room }) => `
scenario: No room at the end
rules:
  - id: warning
    match: { device: "${drive}", command: write, bytesWritten: ${after} }
    do: early-warning
  - id: cramped
    match: { device: "${drive}", command: write, bytesWritten: ${after} }
    do: { end-after-early-warning: { room: ${room} } }
expect:
  - seen fault cramped
  - seen EARLY WARNING
`,
});
