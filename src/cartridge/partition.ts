/**
 * A partition on a store: the tape file with its data, the index in memory with its positions, the journal that keeps the index on disk.
 *
 * What it promises in every instant: the tape file's synchronised part is a valid SIMH image; a crash loses nothing synchronised, and keeps of
 * the rest a prefix. So the journal speaks first of what is given up (`truncate`, durable before the file is cut) and last of what was
 * gained (`synchronised`, written after the data is durable); records that it lists without that are believed by their checksum only.
 */
import { invariant } from '../foundation/invariant.ts';
import type { PartitionEvent, PublishCartridge } from './cartridge-event.ts';
import { compactJournal, isBloated, type Journal, rewriteJournal } from './journal.ts';
import { type AppendedRun, encodeMark, encodeRecords, FrameType, type MarkFrame } from './journal-frames.ts';
import { ObjectKind, type RecordIndex } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import { layOut, wholeRuns } from './record-writer.ts';
import { type Store, StoreError, type StoreFile } from './store.ts';
import {
  type BlockNumber,
  type MediumObject,
  type RecordKind,
  type RecordRun,
  toBlockNumber,
  VolumeError,
  type VolumePartition,
} from './volume.ts';

/** The sizes of the files when they were last left in order: whatever differs, somebody else has changed. */
export interface FilesLeft {
  readonly tapBytes: number;
  readonly indexBytes: number;
}

/** What opening a partition has found out. */
export interface PartitionParts {
  readonly barcode: string;
  readonly number: number;
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
  readonly checksums: boolean;
  readonly store: Store;
  readonly tap: StoreFile;
  readonly tapLength: number;
  readonly index: RecordIndex;
  readonly journal: Journal;
  readonly journalPath: string;
  /** Makes known, durably, that the files are no longer as they were left. Called before the first change. */
  readonly declareChanging: () => Promise<void>;
  readonly publish: PublishCartridge;
}

const kinds: Readonly<Record<ObjectKind, RecordKind | 'damaged'>> = {
  [ObjectKind.block]: 'block',
  [ObjectKind.filemark]: 'filemark',
  [ObjectKind.damaged]: 'damaged',
  [ObjectKind.marker]: 'damaged',
  [ObjectKind.lost]: 'damaged',
};

export class Partition implements VolumePartition {
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
  readonly #parts: PartitionParts;
  readonly #index: RecordIndex;
  readonly #tap: StoreFile;
  readonly #journal: Journal;
  #tapLength: number;
  /** Whether it is known that the files change. */
  #changing = false;
  /** Whether something was appended or given up since the last synchronisation. */
  #changed = false;
  /** After this nothing is written any more: what the disk holds is no longer known. */
  #failure: VolumeError | undefined;
  #busy: string | undefined;
  #bytesWritten = 0;
  #bytesRead = 0;

  constructor(parts: PartitionParts) {
    this.#parts = parts;
    this.capacityBytes = parts.capacityBytes;
    this.earlyWarningBytes = parts.earlyWarningBytes;
    this.#index = parts.index;
    this.#tap = parts.tap;
    this.#journal = parts.journal;
    this.#tapLength = parts.tapLength;
  }

  get endOfData(): BlockNumber {
    return toBlockNumber(this.#index.count);
  }

  /** Data bytes written and read since it was opened. */
  get traffic(): { readonly bytesWritten: number; readonly bytesRead: number } {
    return { bytesWritten: this.#bytesWritten, bytesRead: this.#bytesRead };
  }

  footprintBefore(at: BlockNumber): number {
    return this.#index.footprintBefore(at);
  }

  filemarksBefore(at: BlockNumber): number {
    return this.#index.filemarksBefore(at);
  }

  filemark(ordinal: number): BlockNumber | undefined {
    const at = this.#index.filemark(ordinal);
    return at === undefined ? undefined : toBlockNumber(at);
  }

  setmarksBefore(_at: BlockNumber): number {
    return 0;
  }

  setmark(_ordinal: number): BlockNumber | undefined {
    return undefined;
  }

  objectAt(at: BlockNumber): { readonly kind: RecordKind | 'damaged'; readonly length: number } | undefined {
    if (at < 0 || at >= this.#index.count) return undefined;
    const run = this.#index.runOf(at);
    return { kind: kinds[run.kind], length: run.recordLength };
  }

  async read(at: BlockNumber, maximumBytes: number): Promise<readonly MediumObject[]> {
    const found = await this.#reading(at, maximumBytes);
    return found.map(({ object, damage }, index) => {
      if (object.kind === 'block') this.#bytesRead += object.data.length;
      if (object.kind === 'damaged' && damage !== undefined) {
        const number = at + index;
        this.#publish({ event: 'cartridge.damaged', object: number, offset: this.#index.offsetOf(number), reason: object.reason });
      }
      return object;
    });
  }

  async #reading(at: BlockNumber, maximumBytes: number): ReturnType<typeof readObjects> {
    try {
      return await readObjects(this.#tap, this.#index, at, maximumBytes);
    } catch (error) {
      // One bad sector must not hide the good records before it.
      if (maximumBytes > 0) return this.#reading(at, 0);
      throw this.#storeFailed('reading', error);
    }
  }

  append(runs: readonly RecordRun[]): Promise<void> {
    return this.#alone('append', async () => {
      this.#refuseAfterLoss();
      await this.#declareChanging();
      // What a foreign tool left behind the end of data, an end-of-medium marker perhaps, goes when something is written there.
      if (this.#tapLength > this.#index.endOffset) await this.#giveUp(this.#index.count);
      // A journal that lags behind because the disk was full must catch up first.
      if (this.#journal.failure !== undefined) await this.#step('writing the index', () => this.#journal.settle());
      const { pieces, spanBytes, checksums } = layOut(runs, this.#parts.checksums);
      const offset = this.#index.endOffset;
      this.#changed = true;
      try {
        await this.#tap.write(pieces, offset);
      } catch (error) {
        const written = error instanceof StoreError ? error.writtenBytes : 0;
        this.#tapLength = offset + written;
        this.#record(wholeRuns(runs, written), checksums);
        await this.#cutTorn();
        throw this.#storeFailed('writing', error);
      }
      this.#tapLength = offset + spanBytes;
      this.#record(runs, checksums);
    });
  }

  truncate(at: BlockNumber): Promise<void> {
    invariant(at >= 0 && at <= this.#index.count, 'a partition is truncated at an object or at its end of data');
    return this.#alone('truncate', async () => {
      if (at === this.#index.count && this.#tapLength <= this.#index.endOffset) return;
      await this.#declareChanging();
      await this.#giveUp(at);
    });
  }

  sync(): Promise<void> {
    return this.#alone('sync', () => this.#synchronise());
  }

  /** Synchronises and releases the files, the latter even when it rejects; tells how they were left. @throws VolumeError */
  async close(): Promise<FilesLeft> {
    try {
      await this.#alone('close', () => this.#synchronise());
    } finally {
      // What is to last has been synchronised; how the closing goes changes nothing about it.
      await Promise.allSettled([this.#journal.close(), this.#tap.close()]);
    }
    const { store, journalPath } = this.#parts;
    let indexBytes = this.#journal.sizeBytes;
    if (isBloated(this.#index, indexBytes))
      await this.#step('rewriting the index', async () => {
        indexBytes = await rewriteJournal(store, journalPath, compactJournal(this.#index, this.#tapLength));
      });
    return { tapBytes: this.#tapLength, indexBytes };
  }

  async #synchronise(): Promise<void> {
    if (!this.#changed) return;
    await this.#durable(this.#tap);
    await this.#mark(FrameType.synchronised, this.#index.count);
    this.#changed = false;
  }

  /** Makes `at` the end of data, in an order that no crash can turn into a mixture of old and new records. */
  async #giveUp(at: number): Promise<void> {
    await this.#mark(FrameType.truncate, at);
    this.#changed = true;
    this.#index.truncate(at);
    await this.#cut();
    await this.#durable(this.#tap);
  }

  /** Cuts the tape file behind the last object. If that fails, nothing can be written any more. */
  async #cut(): Promise<void> {
    // A file that ends before its end of data must not become longer: zeros would pass for filemarks.
    if (this.#tapLength < this.#index.endOffset) return;
    try {
      await this.#tap.truncate(this.#index.endOffset);
      this.#tapLength = this.#index.endOffset;
    } catch (error) {
      this.#failure = this.#storeFailed('shortening the tape file', error);
      throw this.#failure;
    }
  }

  /** Cuts what a failed append has left; if even that fails, what is written next does. */
  async #cutTorn(): Promise<void> {
    await this.#cut().catch(() => {});
  }

  async #declareChanging(): Promise<void> {
    if (this.#changing) return;
    await this.#step('noting a change of', () => this.#parts.declareChanging());
    this.#changing = true;
  }

  /** Writes a frame about the first `objects` objects into the journal, durably; if it cannot be written, it is as if it never was. */
  async #mark(type: MarkFrame['type'], objects: number): Promise<void> {
    await this.#step('writing the index', () => this.#journal.write(encodeMark(type, objects, this.#tapLength)));
    await this.#durable(this.#journal);
  }

  /** Enters what was written into the index, and into the journal. */
  #record(runs: readonly RecordRun[], checksums: Uint32Array): void {
    if (runs.length === 0) return;
    const appended: AppendedRun[] = [];
    let next = 0;
    for (const { kind, count, recordLength } of runs) {
      const isBlock = kind === 'block';
      const checksummed = isBlock && this.#parts.checksums;
      const run = {
        kind: isBlock ? ObjectKind.block : ObjectKind.filemark,
        count,
        recordLength,
        offset: this.#index.endOffset,
        checksummed,
      };
      const first = this.#index.count;
      this.#index.append(run.kind, count, recordLength, { checksummed });
      if (checksummed) for (let object = first; object < first + count; object++) this.#index.setChecksum(object, checksums[next++]!);
      appended.push(run);
      this.#bytesWritten += count * recordLength;
    }
    this.#journal.append(encodeRecords(appended, checksums.subarray(0, next)));
  }

  /** Where the file cannot be followed to its end of data, nothing can be added there. */
  #refuseAfterLoss(): void {
    if (this.#index.lastKind === ObjectKind.lost)
      throw new VolumeError('io', 'the end of data cannot be reached over the damage before it; only overwriting the damage helps');
    if (this.#tapLength < this.#index.endOffset)
      throw new VolumeError('io', 'the tape file ends before the end of data; only overwriting from the first missing object helps');
  }

  /** `datasync`, after which a failure is final: the system may have dropped what it could not write, and would not say so twice. */
  async #durable(file: Pick<StoreFile, 'datasync'>): Promise<void> {
    try {
      await file.datasync();
    } catch (error) {
      this.#failure = this.#storeFailed('synchronising', error);
      throw this.#failure;
    }
  }

  async #step(doing: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw this.#storeFailed(doing, error);
    }
  }

  async #alone(name: string, action: () => Promise<void>): Promise<void> {
    invariant(this.#busy === undefined, `${name} does not overlap with ${this.#busy}`);
    if (this.#failure !== undefined) throw this.#failure;
    this.#busy = name;
    try {
      await action();
    } finally {
      this.#busy = undefined;
    }
  }

  #storeFailed(doing: string, error: unknown): VolumeError {
    if (!(error instanceof StoreError)) throw error;
    this.#publish({ event: 'cartridge.store-failed', doing, message: error.message });
    const kind = error.code === 'no-space' ? 'no-space' : 'io';
    return new VolumeError(kind, `${doing} cartridge ${this.#parts.barcode} failed: ${error.message}`, { cause: error });
  }

  #publish(event: PartitionEvent): void {
    this.#parts.publish({ barcode: this.#parts.barcode, partition: this.#parts.number, ...event });
  }
}
