/**
 * What one kind of drive is, as data: its names, what it serves and how its pages look, the media and densities it knows, its limits, its motions
 * and its quirks. A personality is a value of this type in `models/`; nothing in a model computes.
 */
import type { Product } from '../scsi/product.ts';
import type { Source } from '../scsi/product-pages.ts';
import type { Timing } from './timing.ts';

export type { StandardInquiryFacts } from '../scsi/identity.ts';
export type { ModePageFacts, PageBytes, Source } from '../scsi/product-pages.ts';

/** A recording density (SSC-5 §7.9, REPORT DENSITY SUPPORT). */
export interface Density {
  /** DENSITY CODE in mode parameters: 5Eh. */
  readonly code: number;
  /** Whether the drive writes it on some medium; it reads every density it lists. */
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

/** What a drive makes of one kind of medium. */
export interface MediumSupport {
  /** `MediumType.name`: `lto-7`. */
  readonly medium: string;
  /** MEDIUM TYPE of the mode parameter header while it is loaded. */
  readonly mediumTypeCode: number;
  /** The same for one that is written once (WORM), where it is another. */
  readonly writeOnceMediumTypeCode?: number;
  /** Density codes it reads on it. A medium recorded in any other cannot be read. */
  readonly reads: readonly number[];
  /** Those it writes; the first is what a blank one gets. Empty: it only reads this medium. */
  readonly writes: readonly number[];
}

/** Sense data of products that have more than the 18 bytes of the fixed format. */
export interface SenseFacts {
  readonly lengthBytes: number;
  /** What can be written before early warning, as a number of `unitBytes`. */
  readonly remainingCapacity?: { readonly at: number; readonly length: number; readonly unitBytes: number };
  /** The bit that is set while the drive wants to be cleaned. */
  readonly cleaningRequested?: { readonly at: number; readonly bit: number };
}

/** The groups of facts whose sources a model names. */
export type FactGroup = 'inquiry' | 'commands' | 'modePages' | 'logPages' | 'vitalProductData' | 'densities' | 'limits' | 'timing';

export interface DriveModel extends Product {
  /** What log page 31h counts in; 2²⁰ unless given. */
  readonly tapeCapacityUnitBytes?: number;
  /** 18 bytes of sense unless given. */
  readonly sense?: SenseFacts;

  /** In ascending order of their codes. */
  readonly densities: readonly Density[];
  readonly media: readonly MediumSupport[];
  /** Cleaning cartridges it knows, by `MediumType.name`. */
  readonly cleaningMedia: readonly string[];
  /** What density code 00h selects. */
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

  /** WSMK and setmarks are served: DDS and DAT. */
  readonly setmarks: boolean;
  /** How many partitions it makes and knows, 1 to 4; a medium may allow fewer. */
  readonly maximumPartitions: number;
  /** WORM media are written once; without it they are incompatible. */
  readonly writeOnceMedia: boolean;
  /** Tape data encryption (SECURITY PROTOCOL 20h). */
  readonly encryption: boolean;
  /** Programmable early warning (mode page 10h/01h). */
  readonly programmableEarlyWarning: boolean;
  /** Logical block protection (mode page 0Ah/F0h). */
  readonly logicalBlockProtection: boolean;

  /** What `timing: realistic` gives. */
  readonly timing: Timing;
  readonly sources: Readonly<Record<FactGroup, Source>>;
}
