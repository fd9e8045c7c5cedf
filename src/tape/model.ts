/**
 * What one kind of drive is, as data: its names, the densities it knows, its limits and the sizes of its buffers. A personality is a value of
 * this type in `models/`; nothing in a model computes.
 */
import type { InquiryStrings } from '../scsi/identity.ts';

/** A recording density (SSC-4 §7.9, REPORT DENSITY SUPPORT). */
export interface Density {
  /** DENSITY CODE in mode parameters: 5Eh. */
  readonly code: number;
  /** Whether the drive writes it; it reads every density it lists. */
  readonly writable: boolean;
  readonly bitsPerMillimetre: number;
  readonly mediaWidthTenthsOfMillimetre: number;
  readonly tracks: number;
  /** Native, in units of 10⁶ bytes. */
  readonly capacityMegabytes: number;
  /** At most 8 characters: who assigned the code. */
  readonly assigningOrganization: string;
  /** At most 8 characters: `U-832`. */
  readonly name: string;
  /** At most 20 characters. */
  readonly description: string;
}

export interface DriveModel {
  /** What a configuration calls it: `lto-8`. */
  readonly name: string;
  readonly inquiry: InquiryStrings;
  /** VERSION of standard INQUIRY data. */
  readonly version: number;
  /** See `versionDescriptor` of `scsi/identity.ts`. */
  readonly versionDescriptors: readonly number[];
  /** In ascending order of their codes. */
  readonly densities: readonly Density[];
  /** What a blank medium gets, and what density code 00h selects. */
  readonly defaultDensityCode: number;
  /** READ BLOCK LIMITS; in variable mode every length between them. */
  readonly blockLimits: { readonly minimumBytes: number; readonly maximumBytes: number };
  /** BLOCK LENGTH after power on and reset; 0: variable. */
  readonly defaultBlockLength: number;
  /** The object buffer towards the medium: what a host may have written that the medium does not hold yet. */
  readonly bufferBytes: number;
  /** How far the drive reads ahead of the host. */
  readonly readAheadBytes: number;
  /** What one READ or WRITE in fixed-block mode may transfer at most. */
  readonly maximumTransferBytes: number;
  /** COMPRESSION ALGORITHM of mode page 0Fh; undefined: the drive cannot compress. */
  readonly compressionAlgorithm: number | undefined;
  /** WRITE DELAY TIME of mode page 10h, in units of 100 ms. */
  readonly writeDelayTime: number;
  /** Read and write retry counts of mode page 01h. */
  readonly retries: { readonly read: number; readonly write: number };
}
