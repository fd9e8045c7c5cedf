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
}

export const mediumTypes: readonly MediumType[] = [
  { name: 'lto-8', barcodeSuffix: 'L8', densityCode: 0x5e, mediumTypeCode: 0x88, nativeCapacityBytes: 12_000_000_000_000 },
];
