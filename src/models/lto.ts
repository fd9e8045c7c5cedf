/** Linear Tape-Open drives, as IBM names them. LTO-8 reads and writes generations 7 and 8. */
import { versionDescriptor } from '../scsi/identity.ts';
import type { DriveModel } from '../tape/model.ts';

const MiB = 1024 * 1024;

export const lto8: DriveModel = {
  name: 'lto-8',
  inquiry: { vendorIdentification: 'IBM', productIdentification: 'ULT3580-TD8', productRevisionLevel: 'R3G3' },
  version: 0x06,
  versionDescriptors: [versionDescriptor.sam5, versionDescriptor.spc4, versionDescriptor.ssc4, versionDescriptor.iscsi],
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
  defaultDensityCode: 0x5e,
  blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
  defaultBlockLength: 0,
  bufferBytes: 64 * MiB,
  readAheadBytes: 8 * MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0xff,
  writeDelayTime: 200,
  retries: { read: 16, write: 16 },
};
