/** Linear Tape-Open drives, as IBM names them. LTO-8 reads and writes generations 7 and 8. */
import { versionDescriptor } from '../scsi/identity.ts';
import type { DriveModel } from '../tape/model.ts';
import { instant } from '../tape/timing.ts';

const MiB = 1024 * 1024;

export const lto8: DriveModel = {
  name: 'lto-8',
  title: 'IBM LTO Ultrium 8',
  inquiry: { vendorIdentification: 'IBM', productIdentification: 'ULT3580-TD8', productRevisionLevel: 'R3G3' },
  version: 0x06,
  versionDescriptors: [versionDescriptor.sam5, versionDescriptor.spc4, versionDescriptor.ssc4, versionDescriptor.iscsi],
  standardInquiry: { lengthBytes: 96, responseDataFormat: 2, commandQueuing: true },
  commands: undefined,
  modePages: undefined,
  logPages: undefined,
  vitalProductData: undefined,
  densities: [
    {
      code: 0x5c,
      writable: true,
      bitsPerMillimetre: 19_107,
      mediaWidthTenthsOfMillimetre: 127,
      tracks: 3584,
      capacityMegabytes: 6_000_000,
      assigningOrganization: 'LTO-CVE',
      name: 'U-732',
      description: 'Ultrium 7/32T',
    },
    {
      code: 0x5e,
      writable: true,
      bitsPerMillimetre: 20_668,
      mediaWidthTenthsOfMillimetre: 127,
      tracks: 6656,
      capacityMegabytes: 12_000_000,
      assigningOrganization: 'LTO-CVE',
      name: 'U-832',
      description: 'Ultrium 8/32T',
    },
  ],
  media: [
    { medium: 'lto-7', mediumTypeCode: 0x78, reads: [0x5c], writes: [0x5c] },
    { medium: 'lto-8', mediumTypeCode: 0x88, reads: [0x5e], writes: [0x5e] },
  ],
  cleaningMedia: [],
  defaultDensityCode: 0x5e,
  blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
  defaultBlockLength: 0,
  bufferBytes: 64 * MiB,
  readAheadBytes: 8 * MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0xff,
  writeDelayTime: 200,
  retries: { read: 16, write: 16 },
  setmarks: false,
  maximumPartitions: 4,
  writeOnceMedia: true,
  encryption: true,
  programmableEarlyWarning: true,
  logicalBlockProtection: true,
  timing: instant,
  sources: {
    inquiry: 'approximated',
    commands: 'approximated',
    modePages: 'approximated',
    logPages: 'approximated',
    vitalProductData: 'approximated',
    densities: 'approximated',
    limits: 'approximated',
    timing: 'approximated',
  },
};
