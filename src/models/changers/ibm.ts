/**
 * IBM's tape libraries. What a 3573 (TS3100, TS3200) answers stands in its SCSI reference, which Dell's TL2000 and TL4000 share; what a TS3500 answers, which
 * calls itself 03584L32, in IBM's documentation of the family.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { modeCommandsOfTenBytes } from '../command-sets.ts';
import {
  autoloaderCommands,
  bufferCommands,
  exchangeMedium,
  initializeRangeOfOld,
  positionToElement,
  volumeTagCommands,
  without,
} from './command-sets.ts';
import { called, elements, nothingToTransport, smc1Library, smc2Library, smc3Library, sourced } from './editions.ts';

const reference3573: Source = {
  sourced: 'IBM TS3100 and TS3200 Tape Library SCSI Reference GA32-0547, and Dell TL2000 and TL4000 SCSI Reference',
};
const reference3584: Source = {
  sourced: 'IBM TS4500 and Diamondback documentation: standard INQUIRY data of medium changers, supported SCSI commands',
};

const ts3200: ChangerModel = {
  ...smc2Library,
  name: 'ibm-3573-tl',
  title: 'IBM TS3100 and TS3200',
  inquiry: called('IBM', '3573-TL', '6.50'),
  standardInquiry: {
    lengthBytes: 72,
    responseDataFormat: 2,
    commandQueuing: false,
    // BARC.
    vendorSpecific: [{ at: 55, bytes: [0x01] }],
  },
  commands: [...smc2Library.commands!, 'REPORT TIMESTAMP', 'SET TIMESTAMP'],
  // And 00h and 20h of its own, which nothing here stands behind.
  modePages: [{ pageCode: 0x0a, subpageCode: 0x01 }, ...smc2Library.modePages!],
  layout: elements([0x0001, 1], [0x1000, 45], [0x0010, 3], [0x0100, 2]),
  impossibleMoves: [...nothingToTransport, ['importExport', 'importExport']],
  // But for one thing: where the reference has no logical unit of a drive any more, byte 6 tells the one beside the changer, by which Linux finds it.
  sources: sourced({ inquiry: reference3573, commands: reference3573, modePages: reference3573, elements: reference3573 }),
};

/** It goes by the name of its predecessor, so that hosts know it. */
const ts4300: ChangerModel = {
  ...smc3Library,
  name: 'ibm-ts4300',
  title: 'IBM TS4300',
  inquiry: called('IBM', '3573-TL', '1621'),
  layout: elements([0x0001, 1], [0x1000, 35], [0x0010, 5], [0x0100, 3]),
  impossibleMoves: ts3200.impossibleMoves,
};

/** Range scans under the old code, reservations of the old kind; it exchanges cartridges, and keeps its log. */
const commands3584: readonly string[] = [
  ...without(autoloaderCommands, 'RECEIVE DIAGNOSTIC RESULTS'),
  'LOG SENSE',
  positionToElement,
  exchangeMedium,
  initializeRangeOfOld,
  ...modeCommandsOfTenBytes,
  ...bufferCommands,
  ...volumeTagCommands,
];

const ts3500 = (product: string, title: string, layout: ChangerModel['layout']): ChangerModel => ({
  ...smc1Library,
  name: `ibm-${product.toLowerCase()}`,
  title,
  inquiry: called('IBM', product, '8760'),
  standardInquiry: {
    lengthBytes: 56,
    responseDataFormat: 2,
    commandQueuing: true,
    // BARC; the plant that made it; its serial number; and sequence.
    vendorSpecific: [
      { at: 6, bytes: [0x20] },
      { at: 36, bytes: '13' },
      { at: 50, bytes: '00' },
    ],
    serialNumber: { at: 38, length: 12 },
  },
  commands: commands3584,
  layout,
  elementStatus: { ...smc2Library.elementStatus, unreadableLabel: { asc: 0x83, ascq: 0x00 } },
  sources: sourced({ inquiry: reference3584, commands: reference3584 }),
});

export const ibmChangers: readonly ChangerModel[] = [
  ts3200,
  ts4300,
  ts3500('03584L32', 'IBM TS3500 (3584) with LTO drives', elements([0x0001, 1], [0x0401, 128], [0x0301, 16], [0x0101, 4])),
  ts3500('03584L22', 'IBM TS3500 (3584) with 3592 drives', elements([0x0001, 1], [0x0401, 128], [0x0301, 16], [0x0101, 4])),
];
