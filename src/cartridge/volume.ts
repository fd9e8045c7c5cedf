/**
 * A medium as a drive sees it: partitions of logical objects (blocks and filemarks), counted from 0, ended by end of data. This is all that
 * `tape/` knows of cartridges; files, the index and recovery are behind it. A memory volume is the same code on a store in memory.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import type { MediumType } from './medium-type.ts';

/** A logical object identifier (SSC-5 §4.2.7.2): the number of objects between it and the beginning of the partition. */
export type BlockNumber = number & { readonly __brand: 'BlockNumber' };
export const toBlockNumber = (number: number): BlockNumber => number as BlockNumber;

/** What a logical object is. A setmark stands on the media of families that have it (DDS), and counts as an object like a filemark. */
export type RecordKind = 'block' | 'filemark' | 'setmark';

/** How a block on the medium was enciphered. Its data are the ciphertext, as long as what the host wrote. */
export interface BlockEncryption {
  /** 12 bytes, never used twice with a key. */
  readonly nonce: Uint8Array;
  /** 16 bytes: what authenticates the data, and the key-associated data that is said to be. */
  readonly tag: Uint8Array;
  /** Tells one key from another, and nothing of the key: what makes a wrong key another failure than rotten data. */
  readonly keyCheck: Uint8Array;
  /** Key-associated data descriptors (SSC-5 §8.5.4): at most 64 bytes each, empty unless a host gave them. */
  readonly authenticatedKeyData: Uint8Array;
  readonly unauthenticatedKeyData: Uint8Array;
  /** One byte of marks that only those who decipher read (raw reads, the format of the key-associated data); 0 unless given. */
  readonly marks?: number;
}

/** What a block bears on the medium beside its data. SIMH has no word for it: such a block is a record of a private class. */
export interface Envelope {
  readonly encryption?: BlockEncryption;
  /** Logical block protection information (SSC-5 §4.2.21) as the host sent it: 4 bytes of CRC32C over the data in clear. */
  readonly protection?: Uint8Array;
}

/** Equal records in a row: the unit of an append, and of the index. For filemarks `recordLength` is 0 and `data` is empty. */
export interface RecordRun {
  readonly kind: RecordKind;
  /** 1 or more. */
  readonly count: number;
  /** Bytes of each block as the host counts them: 1 to 16 777 215. */
  readonly recordLength: number;
  /** `count × recordLength` bytes, held by reference until the append has resolved. */
  readonly data: ByteList;
  /** What each block takes of the capacity, in bytes: less than its length when it was compressed, its length unless given. */
  readonly footprintLength?: number;
  /** Of its one block: a run with an envelope has `count` 1. */
  readonly envelope?: Envelope;
}

/**
 * One logical object as read. `damaged` is an unreadable block: rotten (checksum), marked bad in its file, or not a whole record. `data` is what of it
 * came off the medium all the same.
 */
export type MediumObject =
  | { readonly kind: 'block'; readonly data: Uint8Array; readonly envelope?: Envelope }
  | { readonly kind: 'filemark' }
  | { readonly kind: 'setmark' }
  | { readonly kind: 'damaged'; readonly reason: string; readonly data?: Uint8Array };

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

  /** What the objects before `at` take of the capacity: each block's footprint, and `filemarkFootprintBytes` for each filemark or setmark. */
  footprintBefore(at: BlockNumber): number;
  /** How many filemarks stand before `at`. */
  filemarksBefore(at: BlockNumber): number;
  /** The position of the filemark that has `ordinal` filemarks before it, or undefined. */
  filemark(ordinal: number): BlockNumber | undefined;
  /** The same of setmarks. */
  setmarksBefore(at: BlockNumber): number;
  setmark(ordinal: number): BlockNumber | undefined;
  /** The first block from `from` on whose data are enciphered, or are not; undefined when there is none. */
  firstBlock(from: BlockNumber, enciphered: boolean): BlockNumber | undefined;
  /** What the index knows of the object at `at`; undefined at and after end of data. */
  objectAt(at: BlockNumber): { readonly kind: RecordKind | 'damaged'; readonly length: number } | undefined;

  /**
   * The objects from `at` on, as many whole ones as fit into `maximumBytes` of data and lie together, but at least one; empty at end of data.
   * Of filemarks and small blocks, only some thousands come at a time.
   * Damage is a value in the list, never an exception. The data are the caller's, and may be given back (`foundation/slab.ts`) when nobody needs them.
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

/** A MAM attribute that somebody stored (SPC-5 §7.4); those a drive knows by itself are made when they are read. */
export interface StoredAttribute {
  readonly partition: number;
  readonly identifier: number;
  /** FORMAT (SPC-5 §7.4.1). */
  readonly format: 'binary' | 'ascii' | 'text';
  readonly value: Uint8Array;
}

/** A drive that had the cartridge loaded. */
export interface Mount {
  readonly vendorIdentification: string;
  readonly serialNumber: string;
}

/** What a cartridge remembers besides its objects: its chip, and what its owner did to it. */
export interface VolumeState {
  /**
   * `blank`: nothing was ever written. `recorded`: something was, at `densityCode`. `unformatted`: a medium that needs a FORMAT or a write at its
   * beginning first. `foreign`: somebody else's format, which no drive here can read.
   */
  readonly recording: 'blank' | 'recorded' | 'unformatted' | 'foreign';
  /** Of what is recorded; the medium type's own before. */
  readonly densityCode: number;
  /** PERSWP and PRMWP of the Device Configuration page (SSC-5 §8.3.3): a host forbade writing. */
  readonly hostWriteProtection: 'none' | 'persistent' | 'permanent';
  /** Of a cleaning cartridge. */
  readonly usesLeft: number;
  readonly attributes: readonly StoredAttribute[];
  /** How often it was loaded, and by whom: the latest first, at most four. */
  readonly loads: number;
  readonly mounts: readonly Mount[];
  /** In all its life, bytes as hosts count them. */
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

export interface Volume {
  readonly barcode: string;
  readonly mediumType: MediumType;
  /** The cartridge's write-protect switch. */
  readonly writeProtected: boolean;
  /** Written once, never over: a WORM cartridge. */
  readonly writeOnce: boolean;
  /** Structure is kept and data is not: blocks come back as zeros (for filling terabytes in minutes). */
  readonly discardsData: boolean;
  /** The cartridge's whole native capacity, before it was partitioned. */
  readonly capacityBytes: number;
  /** At least one, at most four. Another list after `format`. */
  readonly partitions: readonly VolumePartition[];
  readonly state: VolumeState;
  /** Moves the write-protect switch: at once, and durably when this resolves. @throws VolumeError */
  protect(writeProtected: boolean): Promise<void>;
  /** What it remembers, read from its chip. @throws VolumeError */
  recall(): Promise<VolumeState>;
  /** Changes what it remembers, durably when this resolves. @throws VolumeError */
  remember(change: Partial<VolumeState>): Promise<void>;
  /**
   * Makes it blank with these partitions: capacity, and where early warning begins (a medium's own rule unless given). A crash in between leaves
   * either the old volume or the new one. What it remembers stays, but for attributes of partitions that are gone. Nothing may be under way.
   * @throws VolumeError
   */
  format(partitions: readonly { readonly capacityBytes: number; readonly earlyWarningBytes?: number }[]): Promise<void>;
  /** Syncs and releases the files. The volume is unusable afterwards. */
  close(): Promise<void>;
}

/** What a filemark or a setmark takes of the capacity. */
export const filemarkFootprintBytes = 4;

/** The medium itself takes no data at some spot, or the store under it has failed: disk full, I/O error, file gone. The drive turns it into sense. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
  readonly kind: 'medium' | 'no-space' | 'io';

  constructor(kind: VolumeError['kind'], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
