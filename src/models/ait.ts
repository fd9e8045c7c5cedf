/**
 * Sony's AIT drives, 8 mm tape with a chip in the cassette (MIC). A drive reads and writes its own format and the earlier ones, the fourth from the
 * third on only. The text `DR-10` in their INQUIRY data is the drive mode.
 */
import type { Density, DriveModel, MediumSupport, Source } from '../tape/model.ts';
import {
  attributeCommands,
  modeCommandsOfTenBytes,
  persistentReservationCommands,
  reportDensitySupport,
  reserveCommandsOfTenBytes,
  scsi2Commands,
} from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const sdx700: Source = { sourced: 'Sony AIT-3 drive SDX-700 series product specification 2.1' };
const sdx800: Source = { sourced: 'Sony AIT-3Ex drive SDX-800V series product specification 1.1' };
const sdx1100: Source = { sourced: 'Sony AIT-5 drive SDX-1100V series product specification 1.0' };

const formats = [
  { number: 1, gigabytes: 25, megabytesPerSecond: 3 },
  { number: 2, gigabytes: 50, megabytesPerSecond: 6 },
  { number: 3, gigabytes: 100, megabytesPerSecond: 12 },
  { number: 4, gigabytes: 200, megabytesPerSecond: 24 },
  { number: 5, gigabytes: 400, megabytesPerSecond: 24 },
] as const;
const codeOf = (number: number): number => 0x2f + number;

const densityOf = (number: number): Density => ({
  code: codeOf(number),
  writable: true,
  bitsPerMillimetre: [4595, 4595, 6047, 6047, 6047][number - 1]!,
  mediaWidthTenthsOfMillimetre: 80,
  tracks: 1,
  capacityMegabytes: formats[number - 1]!.gigabytes * 1000,
  assigningOrganization: 'SONY',
  name: `AIT-${number}`,
  description: `AdvIntelligentTape${number}`,
});

const mediumOf = (number: number): MediumSupport => ({
  medium: `ait-${number}`,
  mediumTypeCode: 0x00,
  reads: [codeOf(number)],
  writes: [codeOf(number)],
});

interface Product {
  readonly product: string;
  readonly revision: string;
  readonly first: number;
  readonly format: number;
  readonly source: Source;
}

function drive({ product, revision, first, format, source }: Product): DriveModel {
  const served = formats.slice(first - 1, format).map(({ number }) => number);
  const { gigabytes, megabytesPerSecond } = formats[format - 1]!;
  const spc2 = format >= 3;
  return {
    name: `sony-${product.toLowerCase()}`,
    title: `Sony ${product} (AIT-${format})`,
    inquiry: { vendorIdentification: 'SONY', productIdentification: product, productRevisionLevel: revision },
    version: spc2 ? 0x03 : 0x02,
    versionDescriptors: [],
    standardInquiry: {
      lengthBytes: spc2 ? 57 : 56,
      responseDataFormat: 2,
      commandQueuing: false,
      vendorSpecific: [{ at: 44, bytes: 'DR-10' }],
    },
    commands: [
      ...scsi2Commands,
      ...modeCommandsOfTenBytes,
      reportDensitySupport,
      ...(spc2 ? [...reserveCommandsOfTenBytes, ...persistentReservationCommands, ...attributeCommands] : []),
    ],
    modePages: [0x01, 0x02, 0x0a, 0x0f, 0x10, 0x11, 0x1c].map((pageCode) => ({ pageCode })),
    logPages: [0x02, 0x03, 0x0c, 0x2e, 0x30, 0x31],
    vitalProductData: [0x80, 0x83],
    tapeCapacityUnitBytes: 1024,
    // Device configuration, of AIT tapes and with the drive's own mode; what its bits are is Sony's.
    pageBytes: { mode: [`31 06 ${'00 '.repeat(6)}`] },
    densities: served.map(densityOf),
    media: served.map(mediumOf),
    cleaningMedia: ['ait-cleaning'],
    defaultDensityCode: codeOf(format),
    blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
    defaultBlockLength: 0,
    bufferBytes: 16 * MiB,
    readAheadBytes: 2 * MiB,
    maximumTransferBytes: 64 * MiB,
    compressionAlgorithm: 0x03,
    writeDelayTime: 100,
    retries: { read: 8, write: 8 },
    ...plainFeatures,
    setmarks: true,
    maximumPartitions: 4,
    writeOnceMedia: format >= 2,
    timing: timingOf({
      loadSeconds: 10,
      unloadSeconds: 10,
      fullRewindSeconds: 75,
      fullLocateSeconds: 54,
      repositionSeconds: 2,
      megabytesPerSecond,
      capacityMegabytes: gigabytes * 1000,
    }),
    sources: {
      inquiry: source,
      commands: source,
      modePages: 'approximated',
      logPages: 'approximated',
      vitalProductData: source,
      densities: sdx800,
      limits: 'approximated',
      timing: 'approximated',
    },
  };
}

export const aitDrives: readonly DriveModel[] = [
  drive({ product: 'SDX-300C', revision: '0402', first: 1, format: 1, source: 'approximated' }),
  drive({ product: 'SDX-500C', revision: '0204', first: 1, format: 2, source: 'approximated' }),
  drive({ product: 'SDX-700C', revision: '0204', first: 1, format: 3, source: sdx700 }),
  drive({ product: 'SDX-900V', revision: '0102', first: 3, format: 4, source: sdx800 }),
  drive({ product: 'SDX-1100V', revision: '0102', first: 3, format: 5, source: sdx1100 }),
];
