/**
 * A medium as a drive sees it: partitions of logical objects (blocks and filemarks), counted from 0, ended by end of data. This is all that
 * `tape/` knows of cartridges; files, the index and recovery are behind it. A memory volume is the same code on a store in memory.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import type { MediumType } from './medium-type.ts';

/** A logical object identifier (SSC-5 §4.2.7.2): the number of objects between it and the beginning of the partition. */
export type BlockNumber = number & { readonly __brand: 'BlockNumber' };
export const toBlockNumber = (number: number): BlockNumber => number as BlockNumber;

/** What a logical object is. Later kinds (setmarks, encrypted or protected blocks) become further words here. */
export type RecordKind = 'block' | 'filemark';

/** Equal records in a row: the unit of an append, and of the index. For filemarks `recordLength` is 0 and `data` is empty. */
export interface RecordRun {
  readonly kind: RecordKind;
  /** 1 or more. */
  readonly count: number;
  /** Bytes of each block as the host counts them: 1 to 16 777 215. */
  readonly recordLength: number;
  /** `count × recordLength` bytes, held by reference until the append has resolved. */
  readonly data: ByteList;
}

/** One logical object as read. `damaged` is an unreadable block: rotten (checksum), marked bad in its file, or not a whole record. */
export type MediumObject =
  | { readonly kind: 'block'; readonly data: Uint8Array }
  | { readonly kind: 'filemark' }
  | { readonly kind: 'damaged'; readonly reason: string };

/**
 * One partition. What the index knows is answered at once; what needs the file returns a promise. Calls of the second kind must not overlap,
 * except that any number of `read`s may be under way together.
 */
export interface VolumePartition {
  /** The first object number that holds nothing: the count of objects. */
  readonly endOfData: BlockNumber;
  /** Native capacity in footprint bytes (see `footprintBefore`). */
  readonly capacityBytes: number;
  /** How far before the end of the capacity early warning begins. */
  readonly earlyWarningBytes: number;

  /** What the objects before `at` take of the capacity: the data of blocks, and `filemarkFootprintBytes` for each filemark. */
  footprintBefore(at: BlockNumber): number;
  /** How many filemarks stand before `at`. */
  filemarksBefore(at: BlockNumber): number;
  /** The position of the filemark that has `ordinal` filemarks before it, or undefined. */
  filemark(ordinal: number): BlockNumber | undefined;
  /** What the index knows of the object at `at`; undefined at and after end of data. */
  objectAt(at: BlockNumber): { readonly kind: RecordKind | 'damaged'; readonly length: number } | undefined;

  /**
   * The objects from `at` on, as many whole ones as fit into `maximumBytes` of data and lie together, but at least one; empty at end of data.
   * Of filemarks and small blocks, only some thousands come at a time.
   * Damage is a value in the list, never an exception.
   * @throws VolumeError when the file cannot be read at all.
   */
  read(at: BlockNumber, maximumBytes: number): Promise<readonly MediumObject[]>;
  /**
   * Writes the runs at end of data, in order, as few `writev` calls as possible. On rejection `endOfData` tells how many objects of them are
   * on the medium: a whole prefix. Behind damage that hides where the end of data is (its end is cut off, its lengths make no sense) nothing
   * can be written; `truncate` at or before the damage helps.
   * @throws VolumeError
   */
  append(runs: readonly RecordRun[]): Promise<void>;
  /** Makes `at` the end of data; everything from there on is gone. @throws VolumeError */
  truncate(at: BlockNumber): Promise<void>;
  /** Everything appended so far survives `kill -9` and power loss when this resolves. Once the disk has refused that, every change fails. @throws VolumeError */
  sync(): Promise<void>;
}

export interface Volume {
  readonly barcode: string;
  readonly mediumType: MediumType;
  /** The cartridge's write-protect switch. */
  readonly writeProtected: boolean;
  /** At least one. */
  readonly partitions: readonly VolumePartition[];
  /** Syncs and releases the files. The volume is unusable afterwards. */
  close(): Promise<void>;
}

/** What a filemark takes of the capacity. */
export const filemarkFootprintBytes = 4;

/** The store under a volume has failed: disk full, I/O error, file gone. The drive turns it into sense. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
  readonly kind: 'no-space' | 'io';

  constructor(kind: 'no-space' | 'io', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
