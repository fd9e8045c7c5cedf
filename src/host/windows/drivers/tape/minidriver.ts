/**
 * What one tape minidriver does differently from another, as data: each I/O control code of tape.sys as the commands that are sent for it, and where in
 * the answers it looks. The mechanism, and what is done with the answers, is the class's (`tape-device.ts`).
 */
import type { EnumeratedUnit } from '../../physical-device.ts';
import type { MediaTypeInformation, TapePositionMethod } from '../../win32.ts';
import type { MinidriverRow } from '../interpretation.ts';
import type { Step } from '../request.ts';

/** What answers are kept as. */
export type TapeReply =
  | 'ready'
  /** Mode page 10h. */
  | 'configuration'
  /** Mode page 0Fh. */
  | 'compression'
  /** READ BLOCK LIMITS. */
  | 'limits'
  /** Mode parameters with a block descriptor: the block length, and WP. */
  | 'media'
  /** What is left of the tape. */
  | 'room'
  /** The same at its beginning: what is left then is its capacity. */
  | 'room-at-beginning'
  /** READ POSITION. */
  | 'position'
  /** Sense data with a drive's wish to be cleaned. */
  | 'cleaning'
  /** Log page 2Eh, TapeAlert. */
  | 'alerts';
export type TapeSteps = readonly Step<TapeReply>[];

export type PrepareOperation = 'load' | 'unload' | 'tension' | 'lock' | 'unlock';
type MediaType = MediaTypeInformation['mediaType'];

export interface TapeMinidriver {
  /** `4mmdat`, without `.sys`. */
  readonly name: string;
  /** Its INF: hardware IDs without `SCSI\Sequential`. */
  readonly hardwareIds: ReadonlySet<string>;
  /** Of every command that has none of its own. */
  readonly timeoutSeconds: number;
  /** SrbTimeoutDelta that its INF writes; the timeout unless given. */
  readonly timeoutDeltaSeconds?: number;
  readonly errors: readonly MinidriverRow[];
  personalityOf(unit: EnumeratedUnit): TapePersonality;
}

/** How a product is spoken to; an operation that is missing ends with STATUS_NOT_IMPLEMENTED, and nothing is sent. */
export interface TapePersonality {
  readonly defaultBlockSize: number;
  /** Exceptions of this product alone. */
  readonly errors?: readonly MinidriverRow[];
  readonly getDriveParameters: TapeSteps;
  /** MODE SELECT of what MODE SENSE gave, with the bits as they are wanted. */
  setDriveParameters(wanted: { readonly compression?: boolean; readonly reportSetmarks?: boolean }): TapeSteps;
  readonly getMediaParameters: TapeSteps;
  setMediaParameters(blockSize: number): TapeSteps;
  /** Whether the driver itself refuses a block size. */
  refusesBlockSize?(blockSize: number): boolean;
  readonly getStatus: TapeSteps;
  needsCleaning?(sense: Uint8Array): boolean;
  readonly getPosition: TapeSteps;
  readonly setPosition: Readonly<Partial<Record<TapePositionMethod, (position: number) => TapeSteps>>>;
  readonly prepare: Readonly<Partial<Record<PrepareOperation, TapeSteps>>>;
  readonly writeMarks: Readonly<Partial<Record<'filemarks' | 'setmarks', (count: number) => TapeSteps>>>;
  readonly erase: Readonly<Partial<Record<'short' | 'long', TapeSteps>>>;
  /** Of `room` and `room-at-beginning`: bytes. */
  roomOf?(reply: Uint8Array): { readonly remaining: number; readonly capacity?: number };
  /** Where `media` tells it: bytes. */
  capacityOf?(media: Uint8Array): number;
  readonly mediaTypes: readonly MediaType[];
  /** Whether TapeAlert is asked, where there is no medium, for a cleaning cartridge, which counts as none. */
  readonly looksForCleaner?: true;
  /** The one that is mounted, by the head of mode parameters with a block descriptor. */
  mountedType(medium: { readonly mediumType: number; readonly densityCode: number }): MediaType | undefined;
}
