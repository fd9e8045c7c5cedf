/** StorageTek's (later Oracle's) T9840 and T10000 drives, A to D. What is written once is called VolSafe, and every one of them has it. */
import type { Density, DriveModel, MediumSupport } from '../tape/model.ts';
import { ssc2Commands, ssc3Commands } from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const density = (code: number, tracks: number, gigabytes: number, name: string): Density => ({
  code,
  writable: true,
  bitsPerMillimetre: 0,
  mediaWidthTenthsOfMillimetre: 127,
  tracks,
  capacityMegabytes: gigabytes * 1000,
  assigningOrganization: 'STK',
  name,
  description: `${name} ${gigabytes} GB`,
});
const t9840ab = density(0x42, 288, 20, 'T9840A');
const t9840c = density(0x45, 288, 40, 'T9840C');
const t9840d = density(0x46, 576, 75, 'T9840D');
const t10000a = density(0x4a, 768, 500, 'T10000A');
const t10000b = density(0x4b, 1152, 1000, 'T10000B');
const t10000c = density(0x4c, 3584, 5000, 'T10000C');
const t10000d = density(0x4d, 4608, 8500, 'T10000D');

const readOnly = (one: Density): Density => ({ ...one, writable: false });

interface Product {
  readonly product: string;
  readonly revision: string;
  readonly densities: readonly Density[];
  /** Cartridges, with what is read and written on them. */
  readonly media: readonly (readonly [medium: string, reads: readonly number[], writes: readonly number[]])[];
  readonly cleaning: string;
  readonly encrypts: boolean;
  readonly megabytesPerSecond: number;
}

const medium = ([name, reads, writes]: Product['media'][number]): MediumSupport => ({ medium: name, mediumTypeCode: 0x00, reads, writes });

const drive = (product: Product): DriveModel => ({
  name: `stk-${product.product.toLowerCase()}`,
  title: `StorageTek ${product.product}`,
  inquiry: { vendorIdentification: 'STK', productIdentification: product.product, productRevisionLevel: product.revision },
  version: product.product.startsWith('T10000') ? 0x05 : 0x03,
  versionDescriptors: [],
  standardInquiry: {
    lengthBytes: 74,
    responseDataFormat: 2,
    commandQueuing: true,
    // Byte 54 key management, byte 55 encryption, VolSafe and compression.
    vendorSpecific: [{ at: 54, bytes: [product.encrypts ? 0x04 : 0, product.encrypts ? 0x16 : 0x06] }],
  },
  commands: product.encrypts ? ssc3Commands : ssc2Commands,
  modePages: [0x01, 0x02, 0x0a, 0x0f, 0x10, ...(product.encrypts ? [0x11, 0x1a] : []), 0x1c, 0x1d].map((pageCode) => ({ pageCode })),
  logPages: [0x02, 0x03, 0x0c, 0x2e],
  vitalProductData: [0x80, 0x83, 0xb0],
  densities: product.densities,
  media: product.media.map(medium),
  cleaningMedia: [product.cleaning],
  defaultDensityCode: product.densities.at(-1)!.code,
  blockLimits: { minimumBytes: 1, maximumBytes: 2_097_152 },
  defaultBlockLength: 0,
  bufferBytes: 64 * MiB,
  readAheadBytes: 8 * MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: 0xff,
  writeDelayTime: 200,
  retries: { read: 16, write: 16 },
  ...plainFeatures,
  writeOnceMedia: true,
  encryption: product.encrypts,
  timing: timingOf({
    loadSeconds: product.product.startsWith('T9840') ? 7 : 16,
    unloadSeconds: product.product.startsWith('T9840') ? 12 : 23,
    fullRewindSeconds: product.product.startsWith('T9840') ? 16 : 91,
    repositionSeconds: 1,
    megabytesPerSecond: product.megabytesPerSecond,
    capacityMegabytes: product.densities.at(-1)!.capacityMegabytes,
  }),
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
});

const t9840 = { cleaning: 't9840-cleaning' };
const t10000 = { cleaning: 't10000-cleaning', encrypts: true };

export const storageTekDrives: readonly DriveModel[] = [
  drive({
    ...t9840,
    product: 'T9840A',
    revision: '1.44',
    densities: [t9840ab],
    media: [['t9840', [0x42], [0x42]]],
    encrypts: false,
    megabytesPerSecond: 10,
  }),
  drive({
    ...t9840,
    product: 'T9840B',
    revision: '1.44',
    densities: [t9840ab],
    media: [['t9840', [0x42], [0x42]]],
    encrypts: false,
    megabytesPerSecond: 19,
  }),
  drive({
    ...t9840,
    product: 'T9840C',
    revision: '1.44',
    densities: [readOnly(t9840ab), t9840c],
    media: [['t9840', [0x42, 0x45], [0x45]]],
    encrypts: false,
    megabytesPerSecond: 30,
  }),
  drive({
    ...t9840,
    product: 'T9840D',
    revision: '1.44',
    densities: [readOnly(t9840ab), readOnly(t9840c), t9840d],
    media: [['t9840', [0x42, 0x45, 0x46], [0x46]]],
    encrypts: true,
    megabytesPerSecond: 30,
  }),
  drive({
    ...t10000,
    product: 'T10000A',
    revision: '1.48',
    densities: [t10000a],
    media: [
      ['t10000-t1', [0x4a], [0x4a]],
      ['t10000-ts', [0x4a], [0x4a]],
    ],
    megabytesPerSecond: 120,
  }),
  drive({
    ...t10000,
    product: 'T10000B',
    revision: '1.48',
    densities: [readOnly(t10000a), t10000b],
    media: [
      ['t10000-t1', [0x4a, 0x4b], [0x4b]],
      ['t10000-ts', [0x4a, 0x4b], [0x4b]],
    ],
    megabytesPerSecond: 120,
  }),
  drive({
    ...t10000,
    product: 'T10000C',
    revision: '1.57',
    densities: [readOnly(t10000a), readOnly(t10000b), t10000c],
    media: [
      ['t10000-t1', [0x4a, 0x4b], []],
      ['t10000-ts', [0x4a, 0x4b], []],
      ['t10000-t2', [0x4c], [0x4c]],
      ['t10000-tt', [0x4c], [0x4c]],
    ],
    megabytesPerSecond: 252,
  }),
  drive({
    ...t10000,
    product: 'T10000D',
    revision: '4.06',
    densities: [readOnly(t10000a), readOnly(t10000b), readOnly(t10000c), t10000d],
    media: [
      ['t10000-t1', [0x4a, 0x4b], []],
      ['t10000-ts', [0x4a, 0x4b], []],
      ['t10000-t2', [0x4c, 0x4d], [0x4d]],
      ['t10000-tt', [0x4c, 0x4d], [0x4d]],
    ],
    megabytesPerSecond: 252,
  }),
];
