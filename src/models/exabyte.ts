/**
 * Exabyte's 8 mm drives. The EXB-8505 here is one that was seen at work in an EXB-480 library: INQUIRY of 106 bytes with the serial number at 96,
 * block limits, medium type 86h, density 15h and blocks of 1024 bytes are its own; pages and lengths stand in its manual.
 */
import type { Density, DriveModel, ModePageFacts, Source } from '../tape/model.ts';
import { scsi2Commands } from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const manual: Source = { sourced: 'EXB-8205 and EXB-8505 (Standard and XL) 8mm Cartridge Tape Subsystem SCSI Reference 510503' };
const wire: Source = { sourced: 'Capture of an EXB-480 library with EXB-8505 drives (Wireshark sample captures, iscsi-tapel)' };
const exb8500Manual: Source = { sourced: 'EXB-8500 8mm Cartridge Tape Subsystem User’s Manual 510201' };

const density = (code: number, capacityMegabytes: number, name: string): Density => ({
  code,
  writable: true,
  bitsPerMillimetre: 1700,
  mediaWidthTenthsOfMillimetre: 80,
  tracks: 1,
  capacityMegabytes,
  assigningOrganization: 'EXABYTE',
  name,
  description: `${name} format`,
});
const format8200 = density(0x14, 2500, '8200');
const format8500 = density(0x15, 7000, '8500');
const format8500c = density(0x8c, 7000, '8500c');
const format8200c = density(0x90, 2500, '8200c');

/** Of the sizes that the manual gives (table 10-6); page 10h lacks its last byte, which Windows' exabyte2 driver counts on. */
const modePages: readonly ModePageFacts[] = [
  { pageCode: 0x01, lengthBytes: 9 },
  { pageCode: 0x02, lengthBytes: 12 },
  { pageCode: 0x0a, lengthBytes: 8 },
  { pageCode: 0x0f },
  { pageCode: 0x10, lengthBytes: 15 },
  { pageCode: 0x11, lengthBytes: 10 },
];

const exb8505: DriveModel = {
  name: 'exabyte-8505',
  title: 'Exabyte EXB-8505 (XL)',
  inquiry: { vendorIdentification: 'EXABYTE', productIdentification: 'EXB-8505SMBANSH2', productRevisionLevel: '07T0' },
  version: 0x02,
  versionDescriptors: [],
  standardInquiry: {
    lengthBytes: 106,
    responseDataFormat: 2,
    commandQueuing: false,
    // SYNC.
    vendorSpecific: [{ at: 7, bytes: [0x10] }],
    serialNumber: { at: 96, length: 10 },
  },
  commands: scsi2Commands,
  modePages,
  logPages: [0x02, 0x03],
  vitalProductData: [0x80],
  // Cartridge type and options, 112m, motion threshold, reconnect threshold, gap threshold.
  vendorModeParameters: '00 00 80 a0 07',
  pageBytes: {
    mode: ['20 04 00 00 80 07', '21 04 00 00 00 00', `22 0b ${'00 '.repeat(11)}`],
  },
  sense: { lengthBytes: 29, remainingCapacity: { at: 23, length: 3, unitBytes: 1024 } },
  densities: [format8200, format8500, format8500c, format8200c],
  media: [
    { medium: '8mm-112m', mediumTypeCode: 0xc4, reads: [0x14, 0x15, 0x8c, 0x90], writes: [0x15, 0x8c, 0x14, 0x90] },
    { medium: '8mm-160m-xl', mediumTypeCode: 0x86, reads: [0x14, 0x15, 0x8c, 0x90], writes: [0x15, 0x8c, 0x14, 0x90] },
  ],
  cleaningMedia: ['8mm-cleaning'],
  defaultDensityCode: 0x15,
  blockLimits: { minimumBytes: 1, maximumBytes: 245_760 },
  defaultBlockLength: 1024,
  bufferBytes: MiB,
  readAheadBytes: MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0x10,
  writeDelayTime: 100,
  retries: { read: 9, write: 11 },
  ...plainFeatures,
  setmarks: true,
  maximumPartitions: 2,
  timing: timingOf({
    loadSeconds: 35,
    unloadSeconds: 12,
    fullRewindSeconds: 150,
    repositionSeconds: 3,
    megabytesPerSecond: 0.5,
    capacityMegabytes: 7000,
  }),
  sources: {
    inquiry: wire,
    commands: manual,
    modePages: manual,
    logPages: 'approximated',
    vitalProductData: 'approximated',
    densities: manual,
    limits: wire,
    timing: 'approximated',
  },
};

/** Without compression, partitions, setmarks and XL cartridges. */
const exb8500: DriveModel = {
  ...exb8505,
  name: 'exabyte-8500',
  title: 'Exabyte EXB-8500',
  inquiry: { vendorIdentification: 'EXABYTE', productIdentification: 'EXB-8500', productRevisionLevel: '0424' },
  standardInquiry: { lengthBytes: 56, responseDataFormat: 2, commandQueuing: false, vendorSpecific: [{ at: 7, bytes: [0x10] }] },
  modePages: modePages.filter(({ pageCode }) => ![0x0f, 0x11].includes(pageCode)),
  pageBytes: { mode: ['20 04 00 00 80 07'] },
  sense: { lengthBytes: 26, remainingCapacity: { at: 23, length: 3, unitBytes: 1024 } },
  densities: [format8200, { ...format8500, capacityMegabytes: 5000 }],
  media: [{ medium: '8mm-112m', mediumTypeCode: 0x85, reads: [0x14, 0x15], writes: [0x15, 0x14] }],
  compressionAlgorithm: undefined,
  setmarks: false,
  maximumPartitions: 1,
  sources: { ...exb8505.sources, inquiry: exb8500Manual, commands: exb8500Manual, limits: 'approximated' },
};

export const exabyteDrives: readonly DriveModel[] = [exb8500, exb8505];
