/** A LUN is gone, and comes back. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

export const vanishedDevice = definePreset({
  name: 'vanished-device',
  group: 'path',
  summary: 'The drive vanishes from its target, and is back after 90 s.',
  manual:
    'The LUN is not there any more (INQUIRY 7Fh, 25/00), and others at the target hear that REPORTED LUNS DATA HAS CHANGED. It ' +
    'returns as it was, with another serial number, with that of another device (two of the same, of which Windows names only one) ' +
    'or without a serial number page.',
  parameters: z.strictObject({
    drive: parameter.name.default('drive0').describe('the drive'),
    away: parameter.duration.default('90s').describe('how long'),
    returns: parameter.one(['same', 'new-serial', 'no-serial-page']).default('same').describe('as what it returns'),
    nth: parameter.number.default('10').describe('at which write'),
  }),
  scenario: ({ drive, away, returns, nth }) => `
scenario: A drive vanishes and returns
rules:
  - id: vanish
    match: { device: "${drive}", command: write, nth: ${nth} }
    do: { vanish-lun: {} }
    then: gone
timeline:
  - ${away} after state is gone: [{ return-lun: ${{ same: '{}', 'new-serial': '{ serial: new }', 'no-serial-page': '{ serialPage: false }' }[returns]}, on: { device: "${drive}" } }, { enter: back }]
expect:
  - seen fault vanish
  - within 5min seen any on ${drive} after state is back
`,
});
