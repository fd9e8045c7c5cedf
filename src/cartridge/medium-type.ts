/**
 * Kinds of media as data: what a cartridge of each is called, how it is labelled, what it holds. What a drive makes of it (its MEDIUM TYPE code, the
 * densities it reads and writes) is the drive's model's to say. Capacities are native ones, as the cartridge is sold; where a family's later drives
 * record more on the same cartridge, a capacity can be given with the cartridge.
 */
export interface MediumType {
  /** `lto-8`. */
  readonly name: string;
  /** What a label ends in behind its six characters, where the family has it: `L8`. */
  readonly barcodeSuffixes?: readonly string[];
  /** DENSITY CODE of a blank one (REPORT DENSITY SUPPORT). */
  readonly densityCode: number;
  readonly nativeCapacityBytes: number;
  /** How many partitions it can be formatted into; 1 unless given. */
  readonly maximumPartitions?: number;
  /** It is also made to be written once (WORM), perhaps with a label of its own: `LY`. */
  readonly writeOnce?: { readonly barcodeSuffix?: string };
  /** Of a cleaning cartridge, which holds nothing: how often it cleans. */
  readonly cleaningUses?: number;
}

const lto = (
  generation: number,
  suffix: string,
  densityCode: number,
  gigabytes: number,
  more: Pick<MediumType, 'maximumPartitions' | 'writeOnce'> = {},
): MediumType => ({
  name: `lto-${generation}`,
  barcodeSuffixes: [suffix],
  densityCode,
  nativeCapacityBytes: gigabytes * 1e9,
  ...more,
});

/** Linear Tape-Open. WORM cartridges exist from the third generation on, partitions from the fifth. */
const ltoMedia: readonly MediumType[] = [
  lto(1, 'L1', 0x40, 100),
  lto(2, 'L2', 0x42, 200),
  lto(3, 'L3', 0x44, 400, { writeOnce: { barcodeSuffix: 'LT' } }),
  lto(4, 'L4', 0x46, 800, { writeOnce: { barcodeSuffix: 'LU' } }),
  lto(5, 'L5', 0x58, 1500, { writeOnce: { barcodeSuffix: 'LV' }, maximumPartitions: 2 }),
  lto(6, 'L6', 0x5a, 2500, { writeOnce: { barcodeSuffix: 'LW' }, maximumPartitions: 4 }),
  lto(7, 'L7', 0x5c, 6000, { writeOnce: { barcodeSuffix: 'LX' }, maximumPartitions: 4 }),
  // A blank LTO-7 cartridge that LTO-8 drives write at a density of their own: type M.
  { name: 'lto-m8', barcodeSuffixes: ['M8'], densityCode: 0x5d, nativeCapacityBytes: 9e12, maximumPartitions: 4 },
  lto(8, 'L8', 0x5e, 12_000, { writeOnce: { barcodeSuffix: 'LY' }, maximumPartitions: 4 }),
  lto(9, 'L9', 0x60, 18_000, { writeOnce: { barcodeSuffix: 'LZ' }, maximumPartitions: 4 }),
];

const data = (name: string, densityCode: number, gigabytes: number, more: Partial<MediumType> = {}): MediumType => ({
  name,
  densityCode,
  nativeCapacityBytes: gigabytes * 1e9,
  ...more,
});

const cleaning = (name: string, cleaningUses: number, barcodeSuffixes: readonly string[] = []): MediumType => ({
  name,
  barcodeSuffixes,
  densityCode: 0,
  nativeCapacityBytes: 0,
  cleaningUses,
});

/** An IBM 3592 cartridge; its label's suffix is in its name. */
const ibm3592 = (suffix: string, densityCode: number, gigabytes: number, more: Partial<MediumType> = {}): MediumType =>
  data(`3592-${suffix.toLowerCase()}`, densityCode, gigabytes, { barcodeSuffixes: [suffix], ...more });

export const mediumTypes: readonly MediumType[] = [
  ...ltoMedia,
  // Any generation's suffix, or CU: universal, which all of them are since the first years.
  cleaning('lto-cleaning', 50, ['CU', ...Array.from({ length: 9 }, (_, index) => `L${index + 1}`)]),

  // DDS and DAT: 90, 120, 125, 150 and 170 m of 4 mm tape, 155 m of 8 mm tape in the same shell.
  data('dds-1', 0x13, 2, { maximumPartitions: 2 }),
  data('dds-2', 0x24, 4, { maximumPartitions: 2 }),
  data('dds-3', 0x25, 12, { maximumPartitions: 2 }),
  data('dds-4', 0x26, 20, { maximumPartitions: 2 }),
  data('dat-72', 0x47, 36, { maximumPartitions: 2 }),
  data('dat-160', 0x48, 80, { maximumPartitions: 2 }),
  cleaning('dds-cleaning', 50),

  // DLT: what a DLTtape IV holds grew with its drives, 20 GB (1Ah), 35 GB (1Bh) and 40 GB (41h).
  data('dlt-iii', 0x19, 10),
  data('dlt-iiixt', 0x19, 15),
  data('dlt-iv', 0x41, 40),
  data('dlt-vs1', 0x50, 80, { writeOnce: {} }),
  data('sdlt-1', 0x49, 160),
  data('sdlt-2', 0x4a, 300, { writeOnce: {} }),
  cleaning('dlt-cleaning', 20),

  // 8 mm (Exabyte), in the 8500 format.
  data('8mm-112m', 0x15, 5, { maximumPartitions: 2 }),
  data('8mm-160m-xl', 0x15, 7, { maximumPartitions: 2 }),
  cleaning('8mm-cleaning', 12),

  // AIT (Sony).
  data('ait-1', 0x30, 25, { maximumPartitions: 4 }),
  data('ait-2', 0x31, 50, { maximumPartitions: 4, writeOnce: {} }),
  data('ait-3', 0x32, 100, { maximumPartitions: 4, writeOnce: {} }),
  data('ait-4', 0x33, 200, { maximumPartitions: 4, writeOnce: {} }),
  data('ait-5', 0x34, 400, { maximumPartitions: 4, writeOnce: {} }),
  cleaning('ait-cleaning', 70),

  // Quarter-inch cartridges, and Travan: TR-4 of two makers' drives, TR-5 as NS20.
  data('qic-150', 0x10, 0.15),
  data('qic-525', 0x11, 0.525),
  data('qic-1000', 0x15, 1),
  data('travan-tr4', 0x45, 4),
  data('travan-ns8', 0x45, 4),
  data('travan-ns20', 0x47, 10),

  // IBM 3592: JJ, JK, JL and JM are the short, economical ones.
  ibm3592('JA', 0x51, 300, { writeOnce: { barcodeSuffix: 'JW' } }),
  ibm3592('JJ', 0x51, 60, { writeOnce: { barcodeSuffix: 'JR' } }),
  ibm3592('JB', 0x52, 700, { writeOnce: { barcodeSuffix: 'JX' } }),
  ibm3592('JC', 0x54, 4000, { writeOnce: { barcodeSuffix: 'JY' }, maximumPartitions: 4 }),
  ibm3592('JK', 0x54, 500, { maximumPartitions: 4 }),
  ibm3592('JD', 0x55, 10_000, { writeOnce: { barcodeSuffix: 'JZ' }, maximumPartitions: 4 }),
  ibm3592('JL', 0x55, 2000, { maximumPartitions: 4 }),
  ibm3592('JE', 0x57, 20_000, { writeOnce: { barcodeSuffix: 'JV' }, maximumPartitions: 4 }),
  ibm3592('JM', 0x57, 5000, { maximumPartitions: 4 }),
  cleaning('3592-cleaning', 50, ['JA', 'JB', 'JC', 'JD', 'JE']),

  // STK and Oracle. TS and TT are the short ones (Sport). What is written once is called VolSafe, and has the same label.
  data('t9840', 0x42, 20, { writeOnce: {} }),
  cleaning('t9840-cleaning', 100),
  data('t10000-t1', 0x4a, 500, { barcodeSuffixes: ['T1'], writeOnce: {} }),
  data('t10000-ts', 0x4a, 120, { barcodeSuffixes: ['TS'], writeOnce: {} }),
  data('t10000-t2', 0x4c, 5000, { barcodeSuffixes: ['T2'], writeOnce: {}, maximumPartitions: 4 }),
  data('t10000-tt', 0x4c, 1000, { barcodeSuffixes: ['TT'], writeOnce: {}, maximumPartitions: 4 }),
  cleaning('t10000-cleaning', 50, ['CT', 'CL', 'CC']),
];

const byName: ReadonlyMap<string, MediumType> = new Map(mediumTypes.map((type) => [type.name, type]));

export const mediumTypeNamed = (name: string): MediumType | undefined => byName.get(name);

export const isCleaning = (type: MediumType): boolean => type.cleaningUses !== undefined;

/** What a barcode says of its cartridge. */
export interface Label {
  readonly type: MediumType;
  readonly writeOnce: boolean;
  /** The two characters that say it. */
  readonly suffix: string;
}

/**
 * Labels have six characters, then the medium's two (`LAB001L8`); those that begin with CLN are cleaning cartridges'. Fewer characters than six
 * before the suffix are no label, else the cartridge TEST1 would be a T10000.
 */
export function readLabel(barcode: string): Label | undefined {
  if (barcode.length < 8) return undefined;
  const suffix = barcode.slice(-2);
  const cleans = barcode.startsWith('CLN');
  for (const type of mediumTypes) {
    if (isCleaning(type) !== cleans) continue;
    if (type.barcodeSuffixes?.includes(suffix)) return { type, writeOnce: false, suffix };
    if (type.writeOnce?.barcodeSuffix === suffix) return { type, writeOnce: true, suffix };
  }
  return undefined;
}
