/** IBM's tape libraries. Element addresses and INQUIRY data of the 3573 are those of its SCSI reference, which Dell's TL2000 and TL4000 share. */
import type { ChangerModel } from '../../changer/model.ts';
import type { Source } from '../../scsi/product-pages.ts';
import { initializeRangeOfOld, smc2Commands, without } from './command-sets.ts';

const reference3573: Source = { sourced: 'IBM System Storage TS3100 and TS3200 Tape Library SCSI Reference GA32-0547' };

const ts3200: ChangerModel = {
  name: 'ibm-3573-tl',
  title: 'IBM TS3100, TS3200',
  inquiry: { vendorIdentification: 'IBM', productIdentification: '3573-TL', productRevisionLevel: 'A.50' },
  version: 0x05,
  versionDescriptors: [],
  standardInquiry: {
    lengthBytes: 72,
    responseDataFormat: 2,
    commandQueuing: false,
    vendorSpecific: [{ at: 55, bytes: [0x01] }],
  },
  commands: without(smc2Commands, initializeRangeOfOld),
  modePages: undefined,
  logPages: undefined,
  vitalProductData: [0x80, 0x83],
  layout: {
    mediumTransport: { first: 0x0001, count: 1 },
    importExport: { first: 0x0010, count: 3 },
    dataTransfer: { first: 0x0100, count: 2 },
    storage: { first: 0x1000, count: 45 },
  },
  elementStatus: {
    volumeTags: true,
    alternateVolumeTags: false,
    driveIdentifier: 'serial-number',
    currentData: true,
    driveAddresses: 'logical-unit',
    mediumTypes: true,
  },
  impossibleMoves: [],
  invertsMedia: false,
  unloadsDrives: true,
  timing: { moveMs: 20_000, positionMs: 5_000, scanMs: 1_500 },
  sources: { inquiry: reference3573, commands: reference3573, modePages: 'approximated', elements: reference3573, timing: 'approximated' },
};

export const ibmChangers: readonly ChangerModel[] = [ts3200];
