/**
 * What Microsoft Tape Format needs of a tape (MTF 1.00a, "physical blocks" and "filemarks"): physical blocks of one size and filemarks, one after the other.
 * Whoever has a real one, a host's drive or a cartridge's file, gives it this form. What else can go wrong with a tape is an error of that one, which
 * passes through this room untouched.
 */

/**
 * What became of something that was to be written. `room`: it is on the tape. `early-warning`: so it is, and the end is near: there is room for a
 * filemark, one block and a filemark, and not for much more. `end`: nothing of it is on the tape, which is full.
 */
export type Written = 'room' | 'early-warning' | 'end';

/** A tape that is being written, from where it stands. */
export interface TapeWriter {
  /** One or more whole physical blocks. */
  write(blocks: Uint8Array): Promise<Written>;
  writeFilemark(): Promise<Written>;
}

/** A tape that is being read, forward from where it stands. */
export interface TapeReader {
  /** The next physical block or filemark; `end`: nothing is recorded behind here. @throws UnreadableBlock */
  read(): Promise<Uint8Array | 'filemark' | 'end'>;
}

/**
 * A block that is on the tape and cannot be read. A reader that throws it gives what is behind it when it is asked again; how long the block is, it may
 * have to guess from those before.
 */
export class UnreadableBlock extends Error {
  override readonly name = 'UnreadableBlock';
  readonly lengthBytes: number;

  /** `why` is a sentence without subject. */
  constructor(why: string, lengthBytes: number) {
    super(why);
    this.lengthBytes = lengthBytes;
  }
}

/** How long NTBackup's physical blocks are: the default block size of DDS drives on Windows. */
export const PHYSICAL_BLOCK_BYTES = 16_384;
