/**
 * No maker's drive: whatever SSC-5 and SPC-5 define and this product knows, every command, page and medium of LTO, with setmarks, partitions, WORM,
 * encryption and logical block protection. For trying what no single product has together.
 */
import { versionDescriptor } from '../scsi/identity.ts';
import type { DriveModel } from '../tape/model.ts';
import { everyGeneration, lto8 } from './lto.ts';

const ownStandard = { sourced: 'SSC-5 and SPC-5; a product of this program’s own' } as const;

export const generic: DriveModel = {
  ...lto8,
  name: 'generic',
  title: 'Every command, page and LTO medium (SSC-5)',
  inquiry: { vendorIdentification: 'TAPELAB', productIdentification: 'GENERIC SSC-5', productRevisionLevel: '0001' },
  version: 0x07,
  versionDescriptors: [versionDescriptor.sam5, versionDescriptor.spc5, versionDescriptor.ssc5, versionDescriptor.iscsi],
  commands: undefined,
  modePages: undefined,
  logPages: undefined,
  vitalProductData: undefined,
  ...everyGeneration,
  defaultDensityCode: 0x60,
  setmarks: true,
  sources: {
    inquiry: ownStandard,
    commands: ownStandard,
    modePages: ownStandard,
    logPages: ownStandard,
    vitalProductData: ownStandard,
    densities: lto8.sources.densities,
    limits: ownStandard,
    timing: 'approximated',
  },
};
