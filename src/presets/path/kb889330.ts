/** Microsoft KB 889330: tape and changer lose their connection in the middle of a backup, and the host finds them under new names or not at all. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

/** Devices that Windows' own drivers (examc, exabyte2) bind to. Each of the two has a target of its own where they are not cut off together. */
const ownLab = (together: boolean): string => `lab:
  drives:
    library-drive1: { model: exabyte-8505, serial: '0889330001' }
  libraries:
    library: { model: exabyte-exb-480, serial: '0889330000', drives: [library-drive1] }
  targets:${
    together
      ? `
    iqn.2026-11.local.tapelab:library: { luns: { 0: library, 1: library-drive1 } }`
      : `
    iqn.2026-11.local.tapelab:library: { luns: { 0: library } }
    iqn.2026-11.local.tapelab:tape: { luns: { 0: library-drive1 } }`
  }
cartridges:
  - { barcodes: KB0001..KB0003, medium: 8mm-160m-xl }
before:
  - open-door
  - put-in: { barcode: KB0001, slot: 1 }
  - put-in: { barcode: KB0002, slot: 2 }
  - put-in: { barcode: KB0003, slot: 3 }
  - close-door
`;

export const kb889330 = definePreset({
  name: 'kb889330',
  group: 'path',
  summary: 'KB 889330: tape and changer lose their connection during a backup, and come back after 90 s.',
  manual:
    'Waits until a backup is running: the host has looked at the changer or moved a cartridge, and writes to the drive. Then the connections of both are ' +
    'broken off, and nobody can log in for the chosen time. Microsoft’s initiator holds requests for 60 s (MaxRequestHoldTime); after that Windows removes ' +
    'the devices while handles are open, and gives them other names when they return, unless their names are persistent (Control\\Tape\\Persistence=1, and ' +
    'the hotfix). With 45s the outage is one that the initiator should ride out; with `identity=other` the devices return with other serial numbers, so that ' +
    'persistent names do not help either. With `what=tape` or `what=changer` only one of the two is cut off: they have to be behind different targets, and ' +
    '`target` says whose logins are refused. With `lab=own` it brings a library that Windows has drivers for. The report shows cut, hold, return, and every ' +
    'command of the host; its verdicts say whether the host came back, looked at both devices again, and wrote on.',
  parameters: z.strictObject({
    lab: parameter.one(['served', 'own']).default('served').describe('where it runs: in the lab that is `served`, or in its `own`'),
    what: parameter.one(['both', 'tape', 'changer']).default('both').describe('what is cut off'),
    library: parameter.name.default('library').describe('the library'),
    drive: parameter.name.default('library-drive1').describe('the drive in it that the backup goes to'),
    away: parameter.duration.default('90s').describe('how long both are away'),
    target: parameter.name.optional().describe('the targets whose logins are refused meanwhile; all unless given'),
    identity: parameter.one(['same', 'other']).default('same').describe('as what they return: `same`, or `other` for other serial numbers'),
    patience: parameter.duration.default('10min').describe('how long the host is watched after they have returned'),
  }),
  scenario: ({ lab, what, library, drive, away, target, identity, patience }) => {
    const devices = [...(what === 'tape' ? [] : [library]), ...(what === 'changer' ? [] : [drive])];
    const ownTarget = what === 'both' ? '*' : `iqn.2026-11.local.tapelab:${what === 'tape' ? 'tape' : 'library'}`;
    const refused = target ?? (lab === 'served' ? '*' : ownTarget);
    return `
scenario: "KB 889330: tape and changer lose their connection"
description: >-
  Cut off while a backup is running: ${what}, for ${away}; back with ${identity === 'same' ? 'the same identity' : 'other serial numbers'}.
${lab === 'served' ? '' : ownLab(what === 'both')}rules:
  - id: writing # the host has used the changer, and now writes
    match: { device: "${drive}", pdu: scsi-command, command: write, state: changer-used, nth: "3.." }
    do: { ${what === 'changer' ? 'delay: { by: 1ms }' : 'reset-connection: {}'} }
    then: cut
  - id: refused
    match: { target: "${refused}", pdu: login-request, state: cut }
    fire: always
    do: { login-status: { status: service-unavailable } }
timeline:
  - when seen READ ELEMENT STATUS or INITIALIZE ELEMENT STATUS or MOVED on ${library}: { enter: changer-used }
  - when state is cut:
${devices.map((device) => `      - { reset-connection: {}, on: { device: "${device}" } }`).join('\n')}
${
  identity === 'same'
    ? ''
    : `  - 1s after state is cut:
${devices.map((device) => `      - { change-identity: { serial: new }, on: { device: "${device}" } }`).join('\n')}
`
}  - ${away} after state is cut: { enter: returned }
expect:
  - seen fault writing
${what === 'both' ? '  - never seen LOGIN while state is cut\n' : ''}  - within 2min seen LOGIN after state is returned
  - within ${patience} seen any on ${library} after state is returned
  - within ${patience} seen WRITE on ${drive} after state is returned
ends: [when every expectation is decided, "${patience} after state is returned"]
`;
  },
});
