/** What deeds can do to cartridges; `hands-on-media.ts` is it. */

/** Where a partition ends, and how far before that early warning begins. */
export interface PartitionEnd {
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
}

/** A cartridge in a drive, and the partition of it that the drive stands in; of one that is not threaded, the first. */
export interface MediumHandle {
  readonly barcode: string;
  /** What is used of the partition up to where the drive stands: where it would write next. */
  readonly usedBytes: number;
  /** The object there. */
  readonly block: number;
  /** The end that it was made with. */
  readonly made: PartitionEnd;
  /** The end that it has: another one as long as the cartridge stays in the drive, or until there is another. */
  end: PartitionEnd;
  /** Moves the write-protect switch: at once, and durably when this resolves. */
  protect(writeProtected: boolean): Promise<void>;
}

/** One bit of a block; in the byte in its middle unless given. */
export interface BitPlace {
  readonly partition: number;
  readonly block: number;
  readonly byte?: number | undefined;
  readonly bit: number;
}
