/**
 * Travan and quarter-inch drives of Seagate and Tandberg, those that Windows' miniqic driver knows by name. They write blocks of 512 bytes unless told
 * otherwise, on one partition. Tandberg's product identifications begin with a blank. Names and lengths are published; most of the rest is not.
 */
import type { Density, DriveModel, MediumSupport, ModePageFacts, Source } from '../tape/model.ts';
import { scsi2Commands } from './command-sets.ts';
import { plainFeatures } from './plain-features.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const windowsDriver: Source = { sourced: 'Windows Server 2003 SP1 DDK: miniqic.inf and the miniqic sample driver' };
const travanManual: Source = { sourced: 'Seagate STT20000A and Travan 40 Product Manuals' };

const density = (code: number, capacityMegabytes: number, name: string): Density => ({
  code,
  writable: true,
  bitsPerMillimetre: 4200,
  mediaWidthTenthsOfMillimetre: 80,
  tracks: 108,
  capacityMegabytes,
  assigningOrganization: 'QIC',
  name,
  description: `${name} cartridge`,
});
const tr4 = density(0x45, 4000, 'TR-4');
const ns20 = density(0x47, 10_000, 'NS20');
const qic1000 = density(0x15, 1000, 'QIC-1000');

const modePages: readonly ModePageFacts[] = [
  { pageCode: 0x01 },
  { pageCode: 0x02 },
  { pageCode: 0x0a, lengthBytes: 8 },
  { pageCode: 0x0f },
  { pageCode: 0x10 },
  { pageCode: 0x11, lengthBytes: 8 },
];

interface Product {
  readonly name: string;
  readonly title: string;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly densities: readonly Density[];
  readonly media: readonly MediumSupport[];
  readonly compresses: boolean;
  readonly megabytesPerSecond: number;
}

const drive = (product: Product): DriveModel => ({
  name: product.name,
  title: product.title,
  inquiry: { vendorIdentification: product.vendor, productIdentification: product.product, productRevisionLevel: product.revision },
  version: 0x02,
  versionDescriptors: [],
  standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
  commands: scsi2Commands,
  modePages: product.compresses ? modePages : modePages.filter(({ pageCode }) => pageCode !== 0x0f),
  logPages: [0x02, 0x03, 0x2e, 0x31],
  vitalProductData: [0x80],
  densities: product.densities,
  media: product.media,
  cleaningMedia: [],
  defaultDensityCode: product.densities.at(-1)!.code,
  blockLimits: { minimumBytes: 1, maximumBytes: 65_535 },
  defaultBlockLength: 512,
  bufferBytes: MiB,
  readAheadBytes: MiB,
  maximumTransferBytes: 64 * MiB,
  compressionAlgorithm: product.compresses ? 0x03 : undefined,
  writeDelayTime: 100,
  retries: { read: 8, write: 8 },
  ...plainFeatures,
  timing: timingOf({
    loadSeconds: 20,
    unloadSeconds: 3,
    fullRewindSeconds: 95,
    repositionSeconds: 2,
    megabytesPerSecond: product.megabytesPerSecond,
    capacityMegabytes: product.densities.at(-1)!.capacityMegabytes,
  }),
  sources: {
    inquiry: windowsDriver,
    commands: 'approximated',
    modePages: windowsDriver,
    logPages: 'approximated',
    vitalProductData: 'approximated',
    densities: 'approximated',
    limits: travanManual,
    timing: 'approximated',
  },
});

const medium = (name: string, densityCode: number, writable = true): MediumSupport => ({
  medium: name,
  mediumTypeCode: 0x00,
  reads: [densityCode],
  writes: writable ? [densityCode] : [],
});
const travan8 = { densities: [tr4], media: [medium('travan-tr4', 0x45), medium('travan-ns8', 0x45)], megabytesPerSecond: 0.6 };
/** NS20 drives read the cartridges of the generation before. */
const travan20 = {
  densities: [{ ...tr4, writable: false }, ns20],
  media: [medium('travan-tr4', 0x45, false), medium('travan-ns8', 0x45, false), medium('travan-ns20', 0x47)],
  megabytesPerSecond: 1,
};
const quarterInch = { densities: [qic1000], media: [medium('qic-1000', 0x15)], compresses: false, megabytesPerSecond: 0.3 };

export const travanDrives: readonly DriveModel[] = [
  drive({
    name: 'seagate-stt8000n',
    title: 'Seagate STT8000N (Travan NS8)',
    vendor: 'Seagate',
    product: 'STT8000N',
    revision: '3.22',
    compresses: false,
    ...travan8,
  }),
  drive({
    name: 'seagate-stt20000n',
    title: 'Seagate STT20000N (Travan NS20)',
    vendor: 'Seagate',
    product: 'STT20000N',
    revision: '5.03',
    compresses: true,
    ...travan20,
  }),
  drive({
    name: 'seagate-stt20000a',
    title: 'Seagate STT20000A (Travan NS20, the ATAPI one)',
    vendor: 'Seagate',
    product: 'STT20000A',
    revision: '8.05',
    compresses: true,
    ...travan20,
  }),
  drive({
    name: 'tandberg-ns8',
    title: 'Tandberg NS8 Pro',
    vendor: 'TANDBERG',
    product: ' NS8 Pro 4/8GB',
    revision: '3.22',
    compresses: false,
    ...travan8,
  }),
  drive({
    name: 'tandberg-ns20',
    title: 'Tandberg NS20 Pro',
    vendor: 'TANDBERG',
    product: ' NS20 Pro 20 GB',
    revision: '5.03',
    compresses: true,
    ...travan20,
  }),
  drive({
    name: 'tandberg-tdc-3500',
    title: 'Tandberg TDC 3500',
    vendor: 'TANDBERG',
    product: ' TDC 3500',
    revision: '=05:',
    ...quarterInch,
  }),
  drive({
    name: 'tandberg-tdc-3700',
    title: 'Tandberg TDC 3700',
    vendor: 'TANDBERG',
    product: ' TDC 3700',
    revision: '=05:',
    ...quarterInch,
  }),
];
