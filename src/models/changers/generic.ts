/** No maker's changer: whatever SMC-3 defines and this program knows, with room enough for trying things. */
import type { ChangerModel } from '../../changer/model.ts';
import { versionDescriptor } from '../../scsi/identity.ts';

const ownStandard = { sourced: 'SMC-3 and SPC-4; a product of this program’s own' } as const;

export const genericChanger: ChangerModel = {
  name: 'generic-library',
  title: 'Every command and page (SMC-3)',
  inquiry: { vendorIdentification: 'TAPELAB', productIdentification: 'GENERIC SMC-3', productRevisionLevel: '0001' },
  version: 0x06,
  versionDescriptors: [versionDescriptor.sam5, versionDescriptor.spc4, versionDescriptor.smc3, versionDescriptor.iscsi],
  standardInquiry: { lengthBytes: 96, responseDataFormat: 2, commandQueuing: true },
  commands: undefined,
  modePages: undefined,
  logPages: undefined,
  vitalProductData: undefined,
  layout: {
    mediumTransport: { first: 0x0001, count: 1 },
    importExport: { first: 0x0010, count: 4 },
    dataTransfer: { first: 0x0100, count: 2 },
    storage: { first: 0x1000, count: 24 },
  },
  elementStatus: {
    volumeTags: true,
    alternateVolumeTags: true,
    driveIdentifier: 'vendor-product-serial',
    currentData: true,
    driveAddresses: 'logical-unit',
    mediumTypes: true,
    unreadableLabel: { asc: 0x83, ascq: 0x09 },
  },
  impossibleMoves: [],
  invertsMedia: true,
  unloadsDrives: true,
  timing: { moveMs: 10_000, positionMs: 4_000, scanMs: 1_000 },
  sources: { inquiry: ownStandard, commands: ownStandard, modePages: ownStandard, elements: ownStandard, timing: 'approximated' },
};
