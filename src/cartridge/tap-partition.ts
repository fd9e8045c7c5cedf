/**
 * A partition whose data lie in a tape file. The file's synchronised part is a valid SIMH image in every instant; what is appended enters the
 * journal at once, and records that it lists without having spoken of a synchronisation are believed by their checksum only.
 */
import { nextTurn } from '../foundation/next-turn.ts';
import { SlabPools } from '../foundation/slab.ts';
import { encodeIndex, FrameType } from './journal-frames.ts';
import { Partition, type PartitionParts } from './partition.ts';
import { type FoundObject, readObjects } from './record-reader.ts';
import { joined, type LaidOut, layOut, slicesOf, wholeRuns } from './record-writer.ts';
import { StoreError, type StoreFile } from './store.ts';
import { type BlockNumber, type RecordRun, VolumeError } from './volume.ts';

/** What is read into, for all partitions together: so much is kept of each size, for as many readers as have ever been at work at once. */
const memory = new SlabPools({ keptBytes: 64 * 1024 * 1024 });

export interface TapPartitionParts extends PartitionParts {
  readonly checksums: boolean;
  readonly tap: StoreFile;
  readonly tapLength: number;
}

export class TapPartition extends Partition {
  readonly #tap: StoreFile;
  readonly #checksums: boolean;
  #tapLength: number;

  constructor(parts: TapPartitionParts) {
    super(parts);
    this.#tap = parts.tap;
    this.#tapLength = parts.tapLength;
    this.#checksums = parts.checksums;
  }

  protected get tapLength(): number {
    return this.#tapLength;
  }

  protected get hasLeftovers(): boolean {
    return this.#tapLength > this.index.endOffset;
  }

  protected async find(at: BlockNumber, maximumBytes: number): Promise<readonly FoundObject[]> {
    try {
      return await readObjects(this.#tap, this.index, at, maximumBytes, (length) => memory.lend(length));
    } catch (error) {
      // One bad sector must not hide the good records before it.
      if (maximumBytes > 0) return this.find(at, 0);
      throw this.storeFailed('reading', error);
    }
  }

  protected async write(runs: readonly RecordRun[]): Promise<void> {
    // A journal that lags behind because the disk was full must catch up first.
    if (this.journal.failure !== undefined) await this.step('writing the index', () => this.journal.settle());
    const { pieces, spanBytes, checksums } = await this.#layOut(runs);
    const offset = this.index.endOffset;
    try {
      await this.#tap.write(pieces, offset);
    } catch (error) {
      const written = error instanceof StoreError ? error.writtenBytes : 0;
      this.#tapLength = offset + written;
      this.#record(wholeRuns(runs, written), checksums);
      // If what the failed append has left cannot even be cut, what is written next fails.
      await this.#cut().catch(() => {});
      throw this.storeFailed('writing', error);
    }
    this.#tapLength = offset + spanBytes;
    this.#record(runs, checksums);
  }

  /** Once the answer to the one who wrote has left, and in slices of whole runs: between them others are answered. */
  async #layOut(runs: readonly RecordRun[]): Promise<LaidOut> {
    const slices: LaidOut[] = [];
    for (const slice of slicesOf(runs)) {
      await nextTurn();
      slices.push(layOut(slice, this.#checksums));
    }
    return joined(slices);
  }

  protected async giveUp(at: number): Promise<void> {
    await this.mark(FrameType.truncate, at);
    this.changed = true;
    this.index.truncate(at);
    await this.#cut();
    await this.durable(this.#tap);
  }

  protected secure(): Promise<void> {
    return this.durable(this.#tap);
  }

  protected release(): Promise<void> {
    return this.#tap.close();
  }

  protected override refuseAfterLoss(): void {
    super.refuseAfterLoss();
    if (this.#tapLength < this.index.endOffset)
      throw new VolumeError('io', 'the tape file ends before the end of data; only overwriting from the first missing object helps');
  }

  /** Cuts the tape file behind the last object. If that fails, nothing can be written any more. */
  async #cut(): Promise<void> {
    // A file that ends before its end of data must not become longer: zeros would pass for filemarks.
    if (this.#tapLength < this.index.endOffset) return;
    try {
      await this.#tap.truncate(this.index.endOffset);
      this.#tapLength = this.index.endOffset;
    } catch (error) {
      throw this.failForGood('shortening the tape file', error);
    }
  }

  /** Enters what was written into the index, and into the journal: in frames that stay within their bounds, however much it was. */
  #record(runs: readonly RecordRun[], checksums: Uint32Array): void {
    const from = this.index.count;
    this.enter(runs, this.#checksums);
    let object = from;
    let next = 0;
    for (const { kind, count } of runs) {
      if (this.#checksums && kind === 'block')
        for (let end = next + count; next < end; next++) this.index.setChecksum(object++, checksums[next]!);
      else object += count;
    }
    for (const frame of encodeIndex(this.index, from)) this.journal.append(frame);
  }
}
