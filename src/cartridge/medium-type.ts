/** Kinds of media as data: what a cartridge of each is called, holds, and tells a drive. */
export interface MediumType {
  /** `lto-8`. */
  readonly name: string;
  /** Barcode suffix, where the family has one: `L8`. */
  readonly barcodeSuffix?: string;
  /** DENSITY CODE of data written on it (SSC-5 §8.3.x, REPORT DENSITY SUPPORT). */
  readonly densityCode: number;
  /** MEDIUM TYPE of the mode parameter header. */
  readonly mediumTypeCode: number;
  /** Native capacity of a real one. */
  readonly nativeCapacityBytes: number;
  /** `data` unless given. A cleaning cartridge holds nothing and cleans so many times. */
  readonly cleaningUses?: number;
  /** How many partitions it can be formatted into; 1 unless given. */
  readonly maximumPartitions?: number;
  /** It is made to be written once (its barcode may say so: `LT`). */
  readonly writeOnce?: boolean;
}

/** Linear Tape-Open, data cartridges: the density grows by two a generation, the medium type shows the generation. */
export const mediumTypes: readonly MediumType[] = [
  { name: 'lto-5', barcodeSuffix: 'L5', densityCode: 0x58, mediumTypeCode: 0x58, nativeCapacityBytes: 1_500_000_000_000 },
  { name: 'lto-6', barcodeSuffix: 'L6', densityCode: 0x5a, mediumTypeCode: 0x68, nativeCapacityBytes: 2_500_000_000_000 },
  { name: 'lto-7', barcodeSuffix: 'L7', densityCode: 0x5c, mediumTypeCode: 0x78, nativeCapacityBytes: 6_000_000_000_000 },
  { name: 'lto-8', barcodeSuffix: 'L8', densityCode: 0x5e, mediumTypeCode: 0x88, nativeCapacityBytes: 12_000_000_000_000 },
  { name: 'lto-9', barcodeSuffix: 'L9', densityCode: 0x60, mediumTypeCode: 0x98, nativeCapacityBytes: 18_000_000_000_000 },
];

export const mediumTypeNamed = (name: string): MediumType | undefined => mediumTypes.find((type) => type.name === name);

/** The type that a barcode's last two characters name, as on LTO labels (`LAB001L8`). */
export const mediumTypeOfBarcode = (barcode: string): MediumType | undefined =>
  mediumTypes.find((type) => type.barcodeSuffix !== undefined && barcode.endsWith(type.barcodeSuffix));
