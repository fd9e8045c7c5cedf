/** Microsoft KB 889330: tape and changer lose their connection in the middle of a backup, and the host finds them under new names or not at all. */
import { z } from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const kb889330 = definePreset({
  name: 'kb889330',
  group: 'path',
  summary: 'KB 889330: tape and changer lose their connection during a backup, and come back after 90 s.',
  manual:
    'Waits until a backup is running: the host has looked at the changer or moved a cartridge, and writes to the drive. Then the connections of both are ' +
    'broken off, and nobody can log in for the chosen time. Microsoft’s initiator holds requests for 60 s (MaxRequestHoldTime); after that Windows removes ' +
    'the devices while handles are open, and gives them other names when they return, unless their names are persistent (Control\\Tape\\Persistence=1, and ' +
    'the hotfix). With 45s the outage is one that the initiator should ride out; with `identity=other` the devices return with other serial numbers, so that ' +
    'persistent names do not help either. The report shows cut, hold, return, and every command of the host; its verdicts say whether the host came ' +
    'back, looked at both devices again, and wrote on.',
  parameters: z.strictObject({
    library: parameter.name.default('library').describe('the library'),
    drive: parameter.name.default('library-drive1').describe('the drive in it that the backup goes to'),
    away: parameter.duration.default('90s').describe('how long both are away'),
    target: parameter.name.default('*').describe('the targets whose logins are refused meanwhile; all unless given'),
    identity: parameter.one(['same', 'other']).default('same').describe('as what they return: `same`, or `other` for other serial numbers'),
    patience: parameter.duration.default('10min').describe('how long the host is watched after they have returned'),
  }),
  scenario: ({ library, drive, away, target, identity, patience }) => `
scenario: "KB 889330: tape and changer lose their connection"
description: >-
  Both are cut off for ${away} while a backup is running, and return with ${identity === 'same' ? 'the same identity' : 'other serial numbers'}.
rules:
  - id: writing # the host has used the changer, and now writes
    match: { device: "${drive}", pdu: scsi-command, command: write, state: changer-used, nth: "3.." }
    do: { reset-connection: {} }
    then: cut
  - id: refused
    match: { target: "${target}", pdu: login-request, state: cut }
    fire: always
    do: { login-status: { status: service-unavailable } }
timeline:
  - when seen READ ELEMENT STATUS or INITIALIZE ELEMENT STATUS or MOVED on ${library}: { enter: changer-used }
  - when state is cut:
      - { reset-connection: {}, on: { device: "${library}" } }
      - { reset-connection: {}, on: { device: "${drive}" } }
${
  identity === 'same'
    ? ''
    : `  - 1s after state is cut:
      - { change-identity: { serial: new }, on: { device: "${library}" } }
      - { change-identity: { serial: new }, on: { device: "${drive}" } }
`
}  - ${away} after state is cut: { enter: returned }
expect:
  - seen fault writing
  - never seen LOGIN while state is cut
  - within 2min seen LOGIN after state is returned
  - within ${patience} seen any on ${library} after state is returned
  - within ${patience} seen WRITE on ${drive} after state is returned
ends: [when every expectation is decided, "${patience} after state is returned"]
`,
});
