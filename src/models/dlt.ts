/**
 * Quantum's half-inch drives: DLT2000 to DLT8000 and the Super DLT ones. Windows' dlttape driver reads the remaining capacity and the cleaning
 * requests of the first from the bytes behind the fixed format sense data; medium type codes name the cartridge.
 */
import type { Density, DriveModel, MediumSupport, ModePageFacts, PageBytes, Source } from '../tape/model.ts';
import { modeCommandsOfTenBytes, scsi2Commands, ssc2Commands } from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const dlt7000Manual: Source = { sourced: 'Quantum DLT 7000 Tape System Product Manual 81-60000-06' };
const dlt4000Manual: Source = { sourced: 'Quantum DLT 4000 Tape Drive Product Manual 81-60043-04' };
const dlt2000Manual: Source = { sourced: 'DLT2000/DLT2500/DLT2700 Cartridge Tape Subsystem Product Manual' };
const dlt8000Manual: Source = { sourced: 'Quantum DLT 8000 Tape System Product Manual' };
const superDltManual: Source = { sourced: 'SDLT 600 SCSI Interface Guide 81-81200-02; DLT-S4 Interface Reference Guide' };

const density = (code: number, bitsPerInch: number, tracks: number, capacityMegabytes: number, name: string): Density => ({
  code,
  writable: true,
  bitsPerMillimetre: Math.round(bitsPerInch / 25.4),
  mediaWidthTenthsOfMillimetre: 127,
  tracks,
  capacityMegabytes,
  assigningOrganization: 'QUANTUM',
  name,
  description: `DLTtape ${capacityMegabytes / 1000} GB`,
});
const densities = [
  density(0x17, 42_500, 48, 2600, 'DLT2.6'),
  density(0x18, 42_500, 112, 6000, 'DLT6'),
  density(0x19, 62_500, 128, 10_000, 'DLT10'),
  density(0x1a, 81_633, 128, 20_000, 'DLT20'),
  density(0x1b, 85_937, 208, 35_000, 'DLT35'),
  density(0x41, 98_250, 208, 40_000, 'DLT40'),
  density(0x48, 133_000, 448, 110_000, 'SDLT110'),
  density(0x49, 190_000, 448, 160_000, 'SDLT160'),
  density(0x4a, 233_000, 640, 300_000, 'SDLT300'),
];

const only = (writable: readonly number[], readable: readonly number[] = []): readonly Density[] =>
  densities
    .filter(({ code }) => writable.includes(code) || readable.includes(code))
    .map((one) => ({ ...one, writable: writable.includes(one.code) }));

/** MEDIUM TYPE codes of the family. */
const mediumTypeCodes = { 'dlt-iii': 0x83, 'dlt-iiixt': 0x84, 'dlt-iv': 0x85, 'sdlt-1': 0x86, 'sdlt-2': 0x87, 'dlt-vs1': 0x90 } as const;

const medium = (
  name: keyof typeof mediumTypeCodes,
  reads: readonly number[],
  writes: readonly number[] = reads.toReversed(),
): MediumSupport => ({
  medium: name,
  mediumTypeCode: mediumTypeCodes[name],
  reads,
  writes,
});

const modePages: readonly ModePageFacts[] = [0x01, 0x02, 0x0a, 0x0f, 0x10, 0x11].map((pageCode) => ({ pageCode }));

/** Empty as long as nothing has happened: the last error events, the wellness of the device. The status: temperature 25 °C, no request to clean. */
const lastErrorEvents = '07 00 00 00';
const deviceWellness = '33 00 00 00';
const deviceStatus = '3e 00 00 19  00 00 03 02 00 00  00 01 03 01 00  00 02 03 04 00 00 00 00  00 05 03 02 00 19';

/** Firmware build (C0h): three checksums, then a date as text. */
const firmwareBuild = `01 c0 00 20 ${'00 '.repeat(8)} ${Buffer.from('01-JUN-1999 12:00:00'.padEnd(24), 'latin1').toString('hex')}`;

interface Product {
  readonly product: string;
  readonly revision: string;
  /** PRODUCT FAMILY, the upper half of byte 36; bit 0 is released firmware. */
  readonly family: number;
  readonly senseLength: number;
  readonly densities: readonly Density[];
  readonly media: readonly MediumSupport[];
  readonly defaultDensityCode: number;
  readonly logPages: readonly number[];
  readonly log: PageBytes['log'];
  readonly megabytesPerSecond: number;
  readonly manual: Source;
}

const drive = (product: Product): DriveModel => ({
  name: `quantum-${product.product.toLowerCase()}`,
  title: `Quantum ${product.product}`,
  inquiry: { vendorIdentification: 'QUANTUM', productIdentification: product.product, productRevisionLevel: product.revision },
  version: 0x02,
  versionDescriptors: [],
  standardInquiry: {
    lengthBytes: 56,
    responseDataFormat: 2,
    commandQueuing: false,
    // Firmware personality 4 is the OEM family, subpersonality 1 the standard SCSI device.
    vendorSpecific: [{ at: 36, bytes: [(product.family << 4) | 1, 1, 0, 1, 0, 4, 1] }],
  },
  commands: [...scsi2Commands, ...modeCommandsOfTenBytes],
  modePages,
  logPages: product.logPages,
  vitalProductData: [0x80],
  pageBytes: { vitalProductData: [firmwareBuild], ...(product.log !== undefined && { log: product.log }) },
  sense: { lengthBytes: product.senseLength, remainingCapacity: { at: 25, length: 4, unitBytes: 4096 } },
  densities: product.densities,
  media: product.media,
  cleaningMedia: ['dlt-cleaning'],
  defaultDensityCode: product.defaultDensityCode,
  blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
  defaultBlockLength: 0,
  bufferBytes: 16 * MiB,
  readAheadBytes: 2 * MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0x10,
  writeDelayTime: 100,
  retries: { read: 8, write: 8 },
  ...plainFeatures,
  timing: timingOf({
    loadSeconds: 48,
    unloadSeconds: 12,
    fullRewindSeconds: 120,
    fullLocateSeconds: 136,
    repositionSeconds: 4,
    megabytesPerSecond: product.megabytesPerSecond,
    capacityMegabytes: Math.max(...product.densities.map(({ capacityMegabytes }) => capacityMegabytes)),
  }),
  sources: {
    inquiry: product.manual,
    commands: product.manual,
    modePages: product.manual,
    logPages: product.manual,
    vitalProductData: product.manual,
    densities: product.manual,
    limits: 'approximated',
    timing: 'approximated',
  },
});

const dlt: readonly DriveModel[] = [
  drive({
    product: 'DLT2000',
    revision: '2155',
    family: 3,
    senseLength: 29,
    densities: only([0x17, 0x18, 0x19]),
    media: [medium('dlt-iii', [0x17, 0x18, 0x19]), medium('dlt-iiixt', [0x19])],
    defaultDensityCode: 0x19,
    logPages: [0x02, 0x03, 0x32],
    log: [lastErrorEvents],
    megabytesPerSecond: 1.25,
    manual: dlt2000Manual,
  }),
  drive({
    product: 'DLT4000',
    revision: 'D98F',
    family: 5,
    senseLength: 29,
    densities: only([0x17, 0x18, 0x19, 0x1a]),
    media: [medium('dlt-iii', [0x17, 0x18, 0x19]), medium('dlt-iiixt', [0x19]), medium('dlt-iv', [0x1a])],
    defaultDensityCode: 0x1a,
    logPages: [0x02, 0x03, 0x32],
    log: [lastErrorEvents, deviceWellness, deviceStatus],
    megabytesPerSecond: 1.5,
    manual: dlt4000Manual,
  }),
  drive({
    product: 'DLT7000',
    revision: '2560',
    family: 7,
    senseLength: 30,
    densities: only([0x17, 0x18, 0x19, 0x1a, 0x1b]),
    media: [medium('dlt-iii', [0x17, 0x18, 0x19]), medium('dlt-iiixt', [0x19]), medium('dlt-iv', [0x1a, 0x1b])],
    defaultDensityCode: 0x1b,
    logPages: [0x02, 0x03, 0x2e, 0x32],
    log: [lastErrorEvents, deviceWellness, deviceStatus],
    megabytesPerSecond: 5,
    manual: dlt7000Manual,
  }),
  drive({
    product: 'DLT8000',
    revision: '0232',
    family: 8,
    senseLength: 30,
    densities: only([0x19, 0x1a, 0x1b, 0x41]),
    media: [medium('dlt-iii', [0x19]), medium('dlt-iiixt', [0x19]), medium('dlt-iv', [0x1a, 0x1b, 0x41])],
    defaultDensityCode: 0x41,
    logPages: [0x02, 0x03, 0x2e, 0x32],
    log: [lastErrorEvents, deviceWellness, deviceStatus],
    megabytesPerSecond: 6,
    manual: dlt8000Manual,
  }),
];

/** SSC-2 drives with cartridge memory of their own (EMAM) and WORM from the SDLT 600 on. They read DLTtape IV, and write none of it. */
const superDlt = (product: Omit<Product, 'senseLength' | 'logPages' | 'log' | 'manual'>): DriveModel => ({
  ...drive({
    ...product,
    senseLength: 30,
    logPages: [0x02, 0x03, 0x0c, 0x2e, 0x32],
    log: [lastErrorEvents, deviceWellness, deviceStatus],
    manual: superDltManual,
  }),
  version: 0x04,
  commands: ssc2Commands,
  modePages: [...modePages, { pageCode: 0x1c }],
  vitalProductData: [0x80, 0x83, 0xb0, 0xb1],
});

const dltTapeIv = [0x1a, 0x1b, 0x41] as const;

/** The drive of an autoloader, which goes by the autoloader's name. */
const inAutoloader = (model: DriveModel, productIdentification: string): DriveModel => ({
  ...model,
  name: `quantum-${productIdentification.toLowerCase()}`,
  title: model.title.replace(model.inquiry.productIdentification, productIdentification),
  inquiry: { ...model.inquiry, productIdentification },
});
const [dlt2000, dlt4000] = dlt as readonly [DriveModel, DriveModel, ...DriveModel[]];

export const dltDrives: readonly DriveModel[] = [
  ...dlt,
  inAutoloader(dlt2000, 'DLT2500'),
  inAutoloader(dlt2000, 'DLT2700'),
  inAutoloader(dlt4000, 'DLT4500'),
  inAutoloader(dlt4000, 'DLT4700'),
  superDlt({
    product: 'SuperDLT1',
    revision: '5656',
    family: 10,
    densities: only([0x48], dltTapeIv),
    media: [medium('dlt-iv', dltTapeIv, []), medium('sdlt-1', [0x48])],
    defaultDensityCode: 0x48,
    megabytesPerSecond: 11,
  }),
  superDlt({
    product: 'SDLT320',
    revision: '5757',
    family: 11,
    densities: only([0x48, 0x49], dltTapeIv),
    media: [medium('dlt-iv', dltTapeIv, []), medium('sdlt-1', [0x48, 0x49])],
    defaultDensityCode: 0x49,
    megabytesPerSecond: 16,
  }),
  {
    ...superDlt({
      product: 'SDLT600',
      revision: '2626',
      family: 12,
      densities: only([0x4a], [0x48, 0x49]),
      media: [medium('sdlt-1', [0x48, 0x49], []), medium('sdlt-2', [0x4a])],
      defaultDensityCode: 0x4a,
      megabytesPerSecond: 36,
    }),
    writeOnceMedia: true,
  },
];
