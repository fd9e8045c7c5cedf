/**
 * IBM's 3592 enterprise drives, J1A to 60F (TS1160). Each generation raises the density of the cartridges before it, so one cartridge may be recorded
 * in several formats; the matrix is IBM's, the codes of the media are not published.
 */
import { versionDescriptor } from '../scsi/identity.ts';
import type { Density, DriveModel, MediumSupport, Source } from '../tape/model.ts';
import { ssc2Commands, ssc3Commands, ssc4Commands } from './command-sets.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

const operatorGuide: Source = { sourced: 'IBM System Storage TS1120 and TS1130 Tape Drives Operator Guide GA32-0556' };

const density = (code: number, bitsPerMillimetre: number, tracks: number, gigabytes: number): Density => ({
  code,
  writable: true,
  bitsPerMillimetre,
  mediaWidthTenthsOfMillimetre: 127,
  tracks,
  capacityMegabytes: gigabytes * 1000,
  assigningOrganization: 'IBM',
  name: `3592-${code.toString(16).toUpperCase()}`,
  description: `3592 ${gigabytes} GB`,
});
const densities = [
  density(0x51, 11_800, 512, 300),
  density(0x52, 11_800, 896, 700),
  density(0x53, 13_452, 1152, 1000),
  density(0x54, 13_452, 2560, 4000),
  density(0x55, 20_000, 5120, 10_000),
  density(0x56, 20_000, 7680, 15_000),
  density(0x57, 21_800, 8704, 20_000),
];

/** The short cartridges (JJ, JK, JL, JM) go with the long ones. */
const media = (names: readonly string[], reads: readonly number[], writes: readonly number[]): readonly MediumSupport[] =>
  names.map((name) => ({ medium: `3592-${name}`, mediumTypeCode: 0x00, reads, writes }));

interface Product {
  readonly product: string;
  readonly title: string;
  readonly revision: string;
  readonly media: readonly MediumSupport[];
  readonly commands: readonly string[];
  readonly defaultDensityCode: number;
  readonly megabytesPerSecond: number;
  readonly source: Source;
}

function drive(product: Product): DriveModel {
  const writable = product.media.flatMap(({ writes }) => writes);
  const readable = product.media.flatMap(({ reads }) => reads);
  const ssc4 = product.commands === ssc4Commands;
  const known = densities
    .filter(({ code }) => readable.includes(code) || writable.includes(code))
    .map((one) => ({ ...one, writable: writable.includes(one.code) }));
  return {
    name: `ibm-${product.product.toLowerCase()}`,
    title: product.title,
    inquiry: { vendorIdentification: 'IBM', productIdentification: product.product, productRevisionLevel: product.revision },
    version: ssc4 ? 0x06 : 0x05,
    versionDescriptors: ssc4 ? [versionDescriptor.sam5, versionDescriptor.spc4, versionDescriptor.ssc4, versionDescriptor.iscsi] : [],
    standardInquiry: { lengthBytes: 96, responseDataFormat: 2, commandQueuing: true },
    commands: product.commands,
    modePages: [
      ...[0x01, 0x02, 0x0a].map((pageCode) => ({ pageCode })),
      ...(ssc4 ? [{ pageCode: 0x0a, subpageCode: 0xf0 }] : []),
      ...[0x0f, 0x10].map((pageCode) => ({ pageCode })),
      ...(ssc4 ? [{ pageCode: 0x10, subpageCode: 0x01 }] : []),
      ...[0x11, 0x1a, 0x1c, 0x1d].map((pageCode) => ({ pageCode })),
    ],
    logPages: [0x02, 0x03, 0x0c, 0x11, 0x12, 0x13, 0x14, 0x17, 0x2e, 0x30, 0x31, 0x32],
    vitalProductData: [0x80, 0x83, ...(ssc4 ? [0x86] : []), 0xb0, 0xb1, 0xb2, ...(ssc4 ? [0xb5] : [])],
    pageBytes: { mode: [`25 1e ${'00 '.repeat(30)}`] },
    densities: known,
    media: product.media,
    cleaningMedia: ['3592-cleaning'],
    defaultDensityCode: product.defaultDensityCode,
    blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
    defaultBlockLength: 0,
    bufferBytes: 64 * MiB,
    readAheadBytes: 8 * MiB,
    maximumTransferBytes: 64 * MiB,
    compressionAlgorithm: 0xff,
    writeDelayTime: 200,
    retries: { read: 16, write: 16 },
    setmarks: false,
    maximumPartitions: ssc4 ? 4 : 1,
    writeOnceMedia: true,
    encryption: product.commands !== ssc2Commands,
    programmableEarlyWarning: ssc4,
    logicalBlockProtection: ssc4,
    timing: timingOf({
      loadSeconds: 13,
      unloadSeconds: 23,
      fullRewindSeconds: 94,
      repositionSeconds: 2,
      megabytesPerSecond: product.megabytesPerSecond,
      capacityMegabytes: Math.max(...known.map(({ capacityMegabytes }) => capacityMegabytes)),
    }),
    sources: {
      inquiry: product.source,
      commands: 'approximated',
      modePages: 'approximated',
      logPages: 'approximated',
      vitalProductData: 'approximated',
      densities: product.source,
      limits: 'approximated',
      timing: 'approximated',
    },
  };
}

export const ibm3592Drives: readonly DriveModel[] = [
  drive({
    product: '03592J1A',
    title: 'IBM 3592 J1A',
    revision: '1B5C',
    media: media(['ja', 'jj'], [0x51], [0x51]),
    commands: ssc2Commands,
    defaultDensityCode: 0x51,
    megabytesPerSecond: 40,
    source: operatorGuide,
  }),
  drive({
    product: '03592E05',
    title: 'IBM TS1120 (3592 E05)',
    revision: '1EA9',
    media: [...media(['ja', 'jj'], [0x51, 0x52], [0x52, 0x51]), ...media(['jb'], [0x52], [0x52])],
    commands: ssc3Commands,
    defaultDensityCode: 0x52,
    megabytesPerSecond: 104,
    source: operatorGuide,
  }),
  drive({
    product: '03592E06',
    title: 'IBM TS1130 (3592 E06)',
    revision: '26D8',
    media: [...media(['ja', 'jj'], [0x51, 0x52, 0x53], [0x53, 0x52]), ...media(['jb'], [0x52, 0x53], [0x53, 0x52])],
    commands: ssc3Commands,
    defaultDensityCode: 0x53,
    megabytesPerSecond: 160,
    source: operatorGuide,
  }),
  drive({
    product: '03592E07',
    title: 'IBM TS1140 (3592 E07)',
    revision: '3B2A',
    media: [
      ...media(['ja', 'jj'], [0x51, 0x52, 0x53], []),
      ...media(['jb'], [0x52, 0x53, 0x54], [0x54, 0x53]),
      ...media(['jc', 'jk'], [0x54], [0x54]),
    ],
    commands: ssc4Commands,
    defaultDensityCode: 0x54,
    megabytesPerSecond: 250,
    source: 'approximated',
  }),
  drive({
    product: '03592E08',
    title: 'IBM TS1150 (3592 E08)',
    revision: '4B9A',
    media: [...media(['jc', 'jk'], [0x54, 0x55], [0x55, 0x54]), ...media(['jd', 'jl'], [0x55], [0x55])],
    commands: ssc4Commands,
    defaultDensityCode: 0x55,
    megabytesPerSecond: 360,
    source: 'approximated',
  }),
  drive({
    product: '0359255F',
    title: 'IBM TS1155 (3592 55F)',
    revision: '4D5B',
    media: [...media(['jc', 'jk'], [0x54, 0x55], [0x55, 0x54]), ...media(['jd', 'jl'], [0x55, 0x56], [0x56, 0x55])],
    commands: ssc4Commands,
    defaultDensityCode: 0x56,
    megabytesPerSecond: 360,
    source: 'approximated',
  }),
  drive({
    product: '0359260F',
    title: 'IBM TS1160 (3592 60F)',
    revision: '5A7D',
    media: [
      ...media(['jc', 'jk'], [0x54, 0x55], []),
      ...media(['jd', 'jl'], [0x55, 0x56], [0x56, 0x55]),
      ...media(['je', 'jm'], [0x57], [0x57]),
    ],
    commands: ssc4Commands,
    defaultDensityCode: 0x57,
    megabytesPerSecond: 400,
    source: 'approximated',
  }),
];
