/**
 * 4 mm drives: DDS-1 to DDS-4 as Hewlett-Packard, Sony, Archive and Seagate sold them, those that Windows' 4mmdat driver knows by name. Each reads and
 * writes its own format and the earlier ones. Setmarks and two partitions are the family's; compression is DCLZ (20h).
 */
import type { Density, DriveModel, MediumSupport, ModePageFacts, Source } from '../tape/model.ts';
import { modeCommandsOfTenBytes, reportDensitySupport, scsi2Commands } from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

interface Format {
  readonly number: number;
  readonly densityCode: number;
  readonly bitsPerMillimetre: number;
  readonly gigabytes: number;
  readonly megabytesPerSecond: number;
}
const formats: readonly Format[] = [
  { number: 1, densityCode: 0x13, bitsPerMillimetre: 2401, gigabytes: 2, megabytesPerSecond: 0.183 },
  { number: 2, densityCode: 0x24, bitsPerMillimetre: 2401, gigabytes: 4, megabytesPerSecond: 0.51 },
  { number: 3, densityCode: 0x25, bitsPerMillimetre: 4804, gigabytes: 12, megabytesPerSecond: 1 },
  { number: 4, densityCode: 0x26, bitsPerMillimetre: 4804, gigabytes: 20, megabytesPerSecond: 3 },
];

const density = ({ number, densityCode, bitsPerMillimetre, gigabytes }: Format): Density => ({
  code: densityCode,
  writable: true,
  bitsPerMillimetre,
  mediaWidthTenthsOfMillimetre: 40,
  tracks: 1,
  capacityMegabytes: gigabytes * 1000,
  assigningOrganization: 'SONY',
  name: `DDS${number}`,
  description: `${gigabytes} GB`,
});

/** All its formats are served on every length of tape; a blank one gets the format that it is made for. */
function mediaUpTo(number: number): readonly MediumSupport[] {
  return formats.slice(0, number).map((made) => {
    const codes = formats.slice(0, made.number).map(({ densityCode }) => densityCode);
    return { medium: `dds-${made.number}`, mediumTypeCode: 0x00, reads: codes, writes: codes.toReversed() };
  });
}

/** 4mmdat asks for 12 bytes of page 11h, of the HP drives for 10. */
const modePages = (mediumPartitionLength: number, exceptionsPage: boolean): readonly ModePageFacts[] => [
  { pageCode: 0x01 },
  { pageCode: 0x02 },
  { pageCode: 0x0a, lengthBytes: 8 },
  { pageCode: 0x0f },
  { pageCode: 0x10 },
  { pageCode: 0x11, lengthBytes: mediumPartitionLength },
  ...(exceptionsPage ? [{ pageCode: 0x1c }] : []),
];

interface Product {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  /** The format that it is made for. */
  readonly format: number;
  readonly title: string;
}

const sonyManual: Source = { sourced: 'Sony SDT-10000/SDT-11000 DDS Tape Drive, command specification' };
const windowsDriver: Source = { sourced: 'Windows Server 2003 SP1 DDK: 4mmdat.inf and the 4mmdat sample driver' };
const seagateManual: Source = { sourced: 'DAT 24 Drive User’s Guide (Seagate, later Quantum)' };

/** What all of them have; a maker's differences are laid over it. */
const drive = (name: string, { vendor, product, revision, format, title }: Product): DriveModel => ({
  name,
  title,
  inquiry: { vendorIdentification: vendor, productIdentification: product, productRevisionLevel: revision },
  version: 0x02,
  versionDescriptors: [],
  standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
  commands: [...scsi2Commands, ...modeCommandsOfTenBytes],
  modePages: modePages(12, format >= 3),
  logPages: [0x02, 0x03, ...(format >= 3 ? [0x2e] : []), 0x30, 0x31],
  vitalProductData: [0x80],
  tapeCapacityUnitBytes: 1024,
  densities: formats.slice(0, format).map(density),
  media: mediaUpTo(format),
  cleaningMedia: ['dds-cleaning'],
  defaultDensityCode: formats[format - 1]!.densityCode,
  blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
  defaultBlockLength: 0,
  bufferBytes: 16 * MiB,
  readAheadBytes: MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0x20,
  writeDelayTime: 100,
  retries: { read: 8, write: 8 },
  ...plainFeatures,
  setmarks: true,
  maximumPartitions: 2,
  timing: timingOf({
    loadSeconds: 12,
    unloadSeconds: 6,
    fullRewindSeconds: 110,
    fullLocateSeconds: 80,
    repositionSeconds: 2,
    megabytesPerSecond: formats[format - 1]!.megabytesPerSecond,
    capacityMegabytes: formats[format - 1]!.gigabytes * 1000,
  }),
  sources: {
    inquiry: windowsDriver,
    commands: 'approximated',
    modePages: windowsDriver,
    logPages: windowsDriver,
    vitalProductData: 'approximated',
    densities: sonyManual,
    limits: 'approximated',
    timing: 'approximated',
  },
});

const hp = (product: string, revision: string, format: number): DriveModel => ({
  ...drive(`hp-${product.toLowerCase()}`, { vendor: 'HP', product, revision, format, title: `HP ${product} (DDS-${format})` }),
  modePages: modePages(10, format >= 3),
  sense: { lengthBytes: 22, cleaningRequested: { at: 21, bit: 3 } },
});

/** SDT: a drive alone; TSL: that of an autoloader. */
const sony = (number: string, revision: string, format: number, line: 'SDT' | 'TSL' = 'SDT'): DriveModel => {
  const product = `${line}-${number}`;
  const model = drive(`sony-${product.toLowerCase()}`, {
    vendor: 'SONY',
    product,
    revision,
    format,
    title: `Sony ${product} (DDS-${format})`,
  });
  if (format < 4) return model;
  const commands = [...scsi2Commands, reportDensitySupport];
  return { ...model, commands, sources: { ...model.sources, commands: sonyManual, limits: sonyManual } };
};

const python = (vendor: 'ARCHIVE' | 'SEAGATE', number: string, revision: string, format: number): DriveModel => {
  const product = vendor === 'ARCHIVE' ? `Python ${number}-XXX` : `DAT    ${number}-XXX`;
  const title = `${vendor === 'ARCHIVE' ? 'Archive Python' : 'Seagate DAT'} ${number} (DDS-${format})`;
  const model = drive(`${vendor.toLowerCase()}-${number}`, { vendor, product, revision, format, title });
  return { ...model, sources: { ...model.sources, modePages: seagateManual } };
};

export const ddsDrives: readonly DriveModel[] = [
  hp('C1533A', '9503', 2),
  hp('C1553A', '9503', 2),
  hp('C1537A', 'L708', 3),
  hp('C1557A', 'U709', 3),
  hp('C5683A', 'C908', 4),
  hp('C5713A', 'H910', 4),
  sony('5000', '3.26', 2),
  sony('7000', '0192', 2),
  sony('9000', '0400', 3),
  sony('10000', '0110', 4),
  sony('11000', '0100', 4),
  sony('7000', '0192', 2, 'TSL'),
  sony('9000', 'L006', 3, 'TSL'),
  sony('10000', '0110', 4, 'TSL'),
  sony('11000', '0100', 4, 'TSL'),
  python('ARCHIVE', '28388', '5.45', 1),
  python('ARCHIVE', '28849', '4.CM', 1),
  python('ARCHIVE', '04106', '7350', 2),
  python('ARCHIVE', '04377', '7350', 2),
  python('ARCHIVE', '06408', '8071', 3),
  python('ARCHIVE', '06409', '8071', 3),
  python('ARCHIVE', '06241', '8071', 4),
  python('SEAGATE', '04106', '7480', 2),
  python('SEAGATE', '04377', '7480', 2),
  python('SEAGATE', '06408', '8071', 3),
  python('SEAGATE', '06240', '8071', 4),
  python('SEAGATE', '06241', '8071', 4),
];
