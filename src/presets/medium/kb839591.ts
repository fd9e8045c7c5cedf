/** Microsoft KB 839591: the tape is full, and an unattended backup quits where it should ask for the next. */
import * as z from 'zod';
import { definePreset, parameter } from '../preset.ts';

const standAlone = `lab:
  drives:
    dds: { model: hp-c1537a, serial: KB839591D1 }
  targets:
    iqn.2026-11.local.tapelab:dds: { luns: { 0: dds } }`;

/** The drive is at LUN 0 and the changer behind it, as in the autoloaders of that time. */
const autoloader = `lab:
  drives:
    dds: { model: hp-c1557a, serial: KB839591D1 }
  libraries:
    autoloader: { model: hp-c1557a-loader, serial: KB839591L1, drives: [dds] }
  targets:
    iqn.2026-11.local.tapelab:dds: { luns: { 0: dds, 1: autoloader } }`;

const inPlace = {
  operator: '  - load: { drive: dds, barcode: KB0001 }',
  nobody: '  - load: { drive: dds, barcode: KB0001 }',
  stack: `  - load: { drive: dds, barcode: KB0001 }
  - stack: { drive: dds, barcodes: [KB0002, KB0003] }`,
  library: `  - open-door
  - put-in: { barcode: KB0001, slot: 1 }
  - put-in: { barcode: KB0002, slot: 2 }
  - put-in: { barcode: KB0003, slot: 3 }
  - close-door
  - move: { from: slot 1, to: drive 1 }`,
} as const;

export const kb839591 = definePreset({
  name: 'kb839591',
  group: 'medium',
  summary: 'KB 839591: the tape of a stand-alone DDS drive is full in the middle of an unattended backup.',
  manual:
    'Brings a lab of its own: a stand-alone DDS drive with a small cartridge that is told to be full exactly as DDS drives do it, first early warning (CHECK ' +
    'CONDITION, NO SENSE, EOM, 00/02, all data taken), then, if the host goes on, the end (VOLUME OVERFLOW). Windows 2000’s NTBackup writes its end-of-tape ' +
    'block, ejects, and asks for the next tape; that of Server 2003 gives up (“The requested media failed to mount”) unless it was started with /UP. ' +
    'With `next=operator` somebody puts in another cartridge after the eject, with `next=stack` a feeder does at once, with `next=library` the drive stands ' +
    'in an autoloader and the host has to fetch the next tape itself, which is the article’s workaround; with `next=nobody` the drive stays empty.',
  parameters: z.strictObject({
    medium: parameter.name.default('dds-3').describe('the medium type of its cartridges'),
    capacity: parameter.size.default('64MiB').describe('how much a cartridge takes'),
    earlyWarning: parameter.size.default('4MiB').describe('how long before the end early warning comes'),
    next: parameter.one(['operator', 'stack', 'library', 'nobody']).default('operator').describe('who puts in the next cartridge'),
    pause: parameter.duration.default('30s').describe('how long the operator needs'),
    afterwards: parameter.duration
      .default('5min')
      .describe('how long the host has to finish its backup on the next tape, before the lab goes'),
    patience: parameter.duration.default('15min').describe('how long the host may take to go on'),
  }),
  scenario: ({ medium, capacity, earlyWarning, next, pause, afterwards, patience }) => `
scenario: "KB 839591: the tape is full"
description: The host writes until early warning; what does it do then? The next cartridge comes from ${next === 'nobody' ? 'nobody' : `the ${next}`}.
${next === 'library' ? autoloader : standAlone}
cartridges:
  - { barcodes: KB0001..KB0003, medium: '${medium}', capacity: ${capacity}, earlyWarning: ${earlyWarning} }
before:
${inPlace[next]}
timeline:
  - when seen EARLY WARNING on dds: { enter: full }
  - when seen UNLOAD on dds: { enter: ejected }
${next === 'operator' ? `  - ${pause} after state is ejected: { operator: { swap: { drive: dds, barcode: KB0002 } } }\n` : ''}  - when seen LOAD on dds: { enter: next-tape }
expect:
  - seen EARLY WARNING on dds
  - never seen END OF TAPE on dds # it leaves room for its end-of-tape block
  - within 2min seen WRITE FILEMARKS on dds after EARLY WARNING on dds # it closes the tape
  - within ${patience} seen UNLOAD on dds after EARLY WARNING on dds # it ejects
${next === 'nobody' ? '' : `  - within ${patience} seen WRITE on dds after state is next-tape # it goes on with the next\n`}ends: [${next === 'nobody' ? 'when every expectation is decided' : `"${afterwards} after state is next-tape"`}, "${patience} after state is full"]
`,
});
