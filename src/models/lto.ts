/**
 * Linear Tape-Open drives, generations 1 to 9, as IBM, HP (later HPE) and Quantum sell them. A drive reads its own generation and the two before, and
 * writes its own and the one before; from the eighth on it no longer reads the second before. LTO-8 also writes LTO-7 tape more densely, as type M.
 */
import { versionDescriptor } from '../scsi/identity.ts';
import type { Density, DriveModel, MediumSupport, ModePageFacts, Source, StandardInquiryFacts } from '../tape/model.ts';
import { ssc1Commands, ssc2Commands, ssc3Commands, ssc4Commands } from './command-sets.ts';
import { timingOf } from './realistic-timing.ts';

const MiB = 1024 * 1024;

interface Generation {
  readonly number: number;
  readonly densityCode: number;
  readonly bitsPerMillimetre: number;
  readonly tracks: number;
  readonly gigabytes: number;
  /** `U-832`, and the last word of the description. */
  readonly heads: string;
  readonly megabytesPerSecond: number;
}

const generations: readonly Generation[] = [
  { number: 1, densityCode: 0x40, bitsPerMillimetre: 4880, tracks: 384, gigabytes: 100, heads: '8', megabytesPerSecond: 15 },
  { number: 2, densityCode: 0x42, bitsPerMillimetre: 7398, tracks: 512, gigabytes: 200, heads: '8', megabytesPerSecond: 35 },
  { number: 3, densityCode: 0x44, bitsPerMillimetre: 9638, tracks: 704, gigabytes: 400, heads: '16', megabytesPerSecond: 80 },
  { number: 4, densityCode: 0x46, bitsPerMillimetre: 12_725, tracks: 896, gigabytes: 800, heads: '16', megabytesPerSecond: 120 },
  { number: 5, densityCode: 0x58, bitsPerMillimetre: 15_142, tracks: 1280, gigabytes: 1500, heads: '16', megabytesPerSecond: 140 },
  { number: 6, densityCode: 0x5a, bitsPerMillimetre: 15_143, tracks: 2176, gigabytes: 2500, heads: '16', megabytesPerSecond: 160 },
  { number: 7, densityCode: 0x5c, bitsPerMillimetre: 19_107, tracks: 3584, gigabytes: 6000, heads: '32', megabytesPerSecond: 300 },
  { number: 8, densityCode: 0x5e, bitsPerMillimetre: 20_668, tracks: 6656, gigabytes: 12_000, heads: '32', megabytesPerSecond: 360 },
  { number: 9, densityCode: 0x60, bitsPerMillimetre: 21_456, tracks: 8960, gigabytes: 18_000, heads: '32', megabytesPerSecond: 400 },
];
const generation = (number: number): Generation => generations[number - 1]!;

const density = ({ number, densityCode, bitsPerMillimetre, tracks, gigabytes, heads }: Generation, writable: boolean): Density => ({
  code: densityCode,
  writable,
  bitsPerMillimetre,
  mediaWidthTenthsOfMillimetre: 127,
  tracks,
  capacityMegabytes: gigabytes * 1000,
  assigningOrganization: 'LTO-CVE',
  name: `U-${number}${heads}`,
  description: `Ultrium ${number}/${heads}T`,
});

/** LTO-7 tape as LTO-8 drives write it (type M). */
const typeM: Density = {
  ...density({ ...generation(7), densityCode: 0x5d, gigabytes: 9000 }, true),
  name: 'U-732M',
  description: 'Ultrium M8/32T',
};

/** MEDIUM TYPE codes: IBM's show the generation, HP's only whether the medium is WORM. */
type MediumTypeCodes = (generation: number) => Pick<MediumSupport, 'mediumTypeCode' | 'writeOnceMediumTypeCode'>;
const byGeneration: MediumTypeCodes = (number) => ({ mediumTypeCode: number * 16 + 8, writeOnceMediumTypeCode: number * 16 + 12 });
const byKind: MediumTypeCodes = () => ({ mediumTypeCode: 0x00, writeOnceMediumTypeCode: 0x01 });

/** The first generation that a drive reads, and the first that it writes. */
const firstRead = (number: number): number => Math.max(1, number - (number >= 8 ? 1 : 2));
const firstWritten = (number: number): number => Math.max(1, number - 1);

const readable = (number: number): readonly Generation[] => generations.slice(firstRead(number) - 1, number);

function densitiesOf(number: number): readonly Density[] {
  const densities = readable(number).map((one) => density(one, one.number >= firstWritten(number)));
  return number === 8 ? [...densities, typeM].sort((a, b) => a.code - b.code) : densities;
}

const medium = (one: Generation, mediumTypeCodes: MediumTypeCodes, writable: boolean): MediumSupport => ({
  medium: `lto-${one.number}`,
  ...mediumTypeCodes(one.number),
  reads: [one.densityCode],
  writes: writable ? [one.densityCode] : [],
});
const typeMMedium: MediumSupport = { medium: 'lto-m8', ...byGeneration(7), reads: [typeM.code], writes: [typeM.code] };

function mediaOf(number: number, mediumTypeCodes: MediumTypeCodes): readonly MediumSupport[] {
  const media = readable(number).map((one) => medium(one, mediumTypeCodes, one.number >= firstWritten(number)));
  return number === 8 ? [...media, { ...typeMMedium, ...mediumTypeCodes(7) }] : media;
}

const commandsOf = (number: number): readonly string[] => {
  if (number === 1) return ssc1Commands;
  if (number <= 3) return ssc2Commands;
  return number === 4 ? ssc3Commands : ssc4Commands;
};

/** Ascending; each generation adds to the one before. */
const modePagesOf = (number: number): readonly ModePageFacts[] => [
  { pageCode: 0x01 },
  { pageCode: 0x02 },
  { pageCode: 0x0a },
  ...(number >= 4 ? [{ pageCode: 0x0a, subpageCode: 0x01 }] : []),
  ...(number >= 5 ? [{ pageCode: 0x0a, subpageCode: 0xf0 }] : []),
  { pageCode: 0x0f },
  { pageCode: 0x10 },
  ...(number >= 3 ? [{ pageCode: 0x10, subpageCode: 0x01 }] : []),
  { pageCode: 0x11 },
  ...(number >= 4 ? [{ pageCode: 0x1a }] : []),
  { pageCode: 0x1c },
  ...(number >= 2 ? [{ pageCode: 0x1d }] : []),
];

const logPagesOf = (number: number): readonly number[] => [
  ...[0x02, 0x03, 0x0c],
  ...(number >= 3 ? [0x11] : []),
  ...(number >= 4 ? [0x12, 0x13] : []),
  ...(number >= 5 ? [0x14, 0x17, 0x1b] : []),
  ...[0x2e, 0x30, 0x31, 0x32],
];

const vitalProductDataOf = (number: number): readonly number[] => [
  0x80,
  0x83,
  ...(number >= 5 ? [0x86] : []),
  ...(number >= 3 ? [0xb0, 0xb1] : []),
  ...(number >= 4 ? [0xb2, 0xb3, 0xb4] : []),
  ...(number >= 5 ? [0xb5] : []),
];

/** SPC-2 and SSC for the first two, then as the standards went on. */
function standardOf(number: number): Pick<DriveModel, 'version' | 'versionDescriptors'> {
  if (number <= 2) return { version: 0x03, versionDescriptors: [] };
  const { sam5, spc4, ssc4, iscsi } = versionDescriptor;
  return { version: number <= 4 ? 0x05 : 0x06, versionDescriptors: number <= 4 ? [] : [sam5, spc4, ssc4, iscsi] };
}

interface Maker {
  readonly number: number;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly mediumTypeCodes: MediumTypeCodes;
  readonly standardInquiry: StandardInquiryFacts;
  readonly compressionAlgorithm: number;
  readonly sources: Partial<DriveModel['sources']>;
}

const approximated: DriveModel['sources'] = {
  inquiry: 'approximated',
  commands: 'approximated',
  modePages: 'approximated',
  logPages: 'approximated',
  vitalProductData: 'approximated',
  densities: { sourced: 'LTO densities as REPORT DENSITY SUPPORT descriptors of the makers print them' },
  limits: 'approximated',
  timing: 'approximated',
};

/** IBM's drivers do not start without this page from the third generation on; what it holds is not published. */
const readWriteControlPage = `25 1e ${'00 '.repeat(30)}`;

const drive = (name: string, title: string, maker: Maker): DriveModel => {
  const { number } = maker;
  const { gigabytes, megabytesPerSecond, densityCode } = generation(number);
  return {
    name,
    title,
    inquiry: {
      vendorIdentification: maker.vendor,
      productIdentification: maker.product,
      productRevisionLevel: maker.revision,
    },
    ...standardOf(number),
    standardInquiry: maker.standardInquiry,
    commands: commandsOf(number),
    modePages: modePagesOf(number),
    logPages: logPagesOf(number),
    vitalProductData: vitalProductDataOf(number),
    ...(number >= 3 && { pageBytes: { mode: [readWriteControlPage] } }),
    densities: densitiesOf(number),
    media: mediaOf(number, maker.mediumTypeCodes),
    cleaningMedia: ['lto-cleaning'],
    defaultDensityCode: densityCode,
    blockLimits: { minimumBytes: 1, maximumBytes: 16_777_215 },
    defaultBlockLength: 0,
    bufferBytes: 64 * MiB,
    readAheadBytes: 8 * MiB,
    maximumTransferBytes: 64 * MiB,
    compressionAlgorithm: maker.compressionAlgorithm,
    writeDelayTime: 200,
    retries: { read: 16, write: 16 },
    setmarks: false,
    maximumPartitions: [1, 1, 1, 1, 2, 4, 4, 4, 4][number - 1]!,
    writeOnceMedia: number >= 3,
    encryption: number >= 4,
    programmableEarlyWarning: number >= 3,
    logicalBlockProtection: number >= 5,
    timing: timingOf({
      loadSeconds: number >= 7 ? 15 : 12,
      unloadSeconds: number >= 7 ? 24 : 17,
      fullRewindSeconds: number >= 7 ? 118 : 98,
      repositionSeconds: 3,
      megabytesPerSecond,
      capacityMegabytes: gigabytes * 1000,
    }),
    sources: { ...approximated, ...maker.sources },
  };
};

/** The first generation answers 56 bytes without queuing; later ones 96, as SPC-3 has them. */
const inquiryOf = (number: number): StandardInquiryFacts => ({
  lengthBytes: number === 1 ? 56 : 96,
  responseDataFormat: 2,
  commandQueuing: number > 1,
});

const t200: Source = { sourced: 'IBM Ultrium Internal Tape Drive Models T200 and T200F, SCSI Reference WB1109-02' };
const ga320450: Source = { sourced: 'IBM TotalStorage LTO Ultrium Tape Drive SCSI Reference GA32-0450' };

const ibm = (number: number, product: string, revision: string): Maker => ({
  number,
  vendor: 'IBM',
  product,
  revision,
  mediumTypeCodes: byGeneration,
  standardInquiry: inquiryOf(number),
  compressionAlgorithm: 0xff,
  sources: number === 1 ? { inquiry: t200, logPages: t200 } : number <= 4 ? { inquiry: ga320450 } : {},
});

const ibmRevisions = ['22U0', '5AT0', '93G0', '97F2', 'B6W1', 'D8E5', 'FA16', 'R3G3', 'N9J1'];
const ibmFullHeight = ibmRevisions.map((revision, index) =>
  drive(`lto-${index + 1}`, `IBM LTO Ultrium ${index + 1}`, ibm(index + 1, `ULT3580-TD${index + 1}`, revision)),
);
const ibmHalfHeight = [4, 5, 6, 7, 8, 9].map((number) =>
  drive(`ibm-lto-${number}-hh`, `IBM LTO Ultrium ${number}, half height`, ibm(number, `ULTRIUM-HH${number}`, ibmRevisions[number - 1]!)),
);

/** HP's own manuals name the pages of the third generation and the strings of the fourth; its product identification is regular. */
const hp = (number: number, revision: string): Maker => ({
  number,
  vendor: number >= 7 ? 'HPE' : 'HP',
  product: `Ultrium ${number}-SCSI`,
  revision,
  mediumTypeCodes: byKind,
  standardInquiry: inquiryOf(number),
  compressionAlgorithm: 0x01,
  sources: {
    inquiry: { sourced: 'HP LTO Ultrium 4 drives technical reference manual, volume 2: software integration' },
    ...(number === 3 && {
      modePages: { sourced: 'HP Ultrium tape drives technical reference manual, generation 3, volume 3: the SCSI interface' },
    }),
  },
});
const hewlettPackard = ['E30V', 'F63D', 'G63W', 'B57W', 'I59W', 'J3WW', 'L37W', 'N2TW', 'R1TW'].map((revision, index) =>
  drive(`${index >= 6 ? 'hpe' : 'hp'}-ultrium-${index + 1}`, `HP${index >= 6 ? 'E' : ''} Ultrium ${index + 1}`, hp(index + 1, revision)),
);

const quantum = (number: number, product: string, revision: string): DriveModel =>
  drive(`quantum-ultrium-${number}`, `Quantum LTO-${number}`, {
    number,
    vendor: 'QUANTUM',
    product,
    revision,
    mediumTypeCodes: number <= 5 ? byKind : byGeneration,
    standardInquiry: inquiryOf(number),
    compressionAlgorithm: number <= 5 ? 0x01 : 0xff,
    sources: {},
  });

/** Every generation and type M, all of them written. */
export const everyGeneration: Pick<DriveModel, 'densities' | 'media'> = {
  densities: [...generations.map((one) => density(one, true)), typeM].sort((a, b) => a.code - b.code),
  media: [...generations.map((one) => medium(one, byGeneration, true)), typeMMedium],
};

export const lto8: DriveModel = ibmFullHeight[7]!;

export const ltoDrives: readonly DriveModel[] = [
  ...ibmFullHeight,
  ...ibmHalfHeight,
  ...hewlettPackard,
  quantum(3, 'ULTRIUM 3', '2077'),
  quantum(4, 'ULTRIUM 4', '2170'),
  quantum(5, 'ULTRIUM 5', '3060'),
  ...[6, 7, 8, 9].map((number) => quantum(number, `ULTRIUM-HH${number}`, ibmRevisions[number - 1]!)),
];
