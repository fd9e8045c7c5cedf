/**
 * A partition on a store: the index in memory with its positions, the journal that keeps the index on disk. Where the data go is a matter of
 * the two kinds of partition: into a tape file (`tap-partition.ts`), or nowhere (`structure-partition.ts`).
 *
 * What it promises in every instant: a crash loses nothing synchronised, and keeps of the rest a prefix. So the journal speaks first of what is
 * given up (`truncate`, durable before anything is overwritten) and last of what was gained (`synchronised`, written after the data is durable).
 */
import { invariant } from '../foundation/invariant.ts';
import type { PartitionEvent, PublishCartridge } from './cartridge-event.ts';
import { envelopeLength } from './envelope.ts';
import { compactJournal, isBloated, type Journal, rewriteJournal } from './journal.ts';
import { encodeMark, FrameType, type MarkFrame } from './journal-frames.ts';
import { ObjectKind, plainFootprint, type RecordIndex } from './record-index.ts';
import type { FoundObject } from './record-reader.ts';
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
  readonly store: Store;
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
  [ObjectKind.setmark]: 'setmark',
  [ObjectKind.damaged]: 'damaged',
  [ObjectKind.marker]: 'damaged',
  [ObjectKind.lost]: 'damaged',
};

const numbered = (object: number | undefined): BlockNumber | undefined => (object === undefined ? undefined : toBlockNumber(object));

export abstract class Partition implements VolumePartition {
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
  protected readonly index: RecordIndex;
  protected readonly journal: Journal;
  /** Whether something was appended or given up since the last synchronisation. */
  protected changed = false;
  readonly #parts: PartitionParts;
  /** Whether it is known that the files change. */
  #changing = false;
  /** After this nothing is written any more: what the disk holds is no longer known. */
  #failure: VolumeError | undefined;
  #busy: string | undefined;

  constructor(parts: PartitionParts) {
    this.#parts = parts;
    this.capacityBytes = parts.capacityBytes;
    this.earlyWarningBytes = parts.earlyWarningBytes;
    this.index = parts.index;
    this.journal = parts.journal;
  }

  /** Bytes of the tape file. */
  protected abstract get tapLength(): number;
  /** Whether something of no use stands behind the end of data: an end-of-medium marker perhaps, that another program has left. */
  protected abstract get hasLeftovers(): boolean;
  /** Puts the runs behind the end of data, and enters them. */
  protected abstract write(runs: readonly RecordRun[]): Promise<void>;
  /** Makes `at` the end of data, in an order that no crash can turn into a mixture of old and new objects. */
  protected abstract giveUp(at: number): Promise<void>;
  /** Makes durable what a `synchronised` in the journal will speak of. */
  protected abstract secure(): Promise<void>;
  protected abstract find(at: BlockNumber, maximumBytes: number): Promise<readonly FoundObject[]>;
  protected abstract release(): Promise<void>;

  get endOfData(): BlockNumber {
    return toBlockNumber(this.index.count);
  }

  footprintBefore(at: BlockNumber): number {
    return this.index.footprintBefore(at);
  }

  filemarksBefore(at: BlockNumber): number {
    return this.index.filemarksBefore(at);
  }

  filemark(ordinal: number): BlockNumber | undefined {
    return numbered(this.index.filemark(ordinal));
  }

  setmarksBefore(at: BlockNumber): number {
    return this.index.setmarksBefore(at);
  }

  setmark(ordinal: number): BlockNumber | undefined {
    return numbered(this.index.setmark(ordinal));
  }

  firstBlock(from: BlockNumber, enciphered: boolean): BlockNumber | undefined {
    return numbered(this.index.firstBlock(from, enciphered));
  }

  objectAt(at: BlockNumber): { readonly kind: RecordKind | 'damaged'; readonly length: number } | undefined {
    if (at < 0 || at >= this.index.count) return undefined;
    const run = this.index.runOf(at);
    return { kind: kinds[run.kind], length: run.recordLength };
  }

  async read(at: BlockNumber, maximumBytes: number): Promise<readonly MediumObject[]> {
    const found = await this.find(at, maximumBytes);
    return found.map(({ object, damage }, index) => {
      if (object.kind === 'damaged' && damage !== undefined) {
        const number = at + index;
        this.#publish({ event: 'cartridge.damaged', object: number, offset: this.index.offsetOf(number), reason: object.reason });
      }
      return object;
    });
  }

  append(runs: readonly RecordRun[]): Promise<void> {
    return this.#alone('append', async () => {
      this.refuseAfterLoss();
      await this.#declareChanging();
      if (this.hasLeftovers) await this.giveUp(this.index.count);
      this.changed = true;
      await this.write(runs);
    });
  }

  truncate(at: BlockNumber): Promise<void> {
    invariant(at >= 0 && at <= this.index.count, 'a partition is truncated at an object or at its end of data');
    return this.#alone('truncate', async () => {
      if (at === this.index.count && !this.hasLeftovers) return;
      await this.#declareChanging();
      await this.giveUp(at);
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
      await Promise.allSettled([this.journal.close(), this.release()]);
    }
    const { store, journalPath } = this.#parts;
    let indexBytes = this.journal.sizeBytes;
    if (isBloated(this.index, indexBytes))
      await this.step('rewriting the index', async () => {
        indexBytes = await rewriteJournal(store, journalPath, compactJournal(this.index, this.tapLength));
      });
    return { tapBytes: this.tapLength, indexBytes };
  }

  async #synchronise(): Promise<void> {
    if (!this.changed) return;
    await this.secure();
    await this.mark(FrameType.synchronised, this.index.count);
    this.changed = false;
  }

  async #declareChanging(): Promise<void> {
    if (this.#changing) return;
    await this.step('noting a change of', () => this.#parts.declareChanging());
    this.#changing = true;
  }

  /** Where the objects cannot be followed to the end of data, nothing can be added there. */
  protected refuseAfterLoss(): void {
    if (this.index.lastKind === ObjectKind.lost)
      throw new VolumeError('io', 'the end of data cannot be reached over the damage before it; only overwriting the damage helps');
  }

  /** Enters into the index what was written. */
  protected enter(runs: readonly RecordRun[], checksums: boolean): void {
    for (const { kind: named, count, recordLength, footprintLength, envelope } of runs) {
      const kind = ObjectKind[named];
      this.index.append(kind, count, recordLength, {
        envelopeLength: envelopeLength(envelope),
        enciphered: envelope?.encryption !== undefined,
        footprintLength: footprintLength ?? plainFootprint(kind, recordLength),
        checksummed: checksums && kind === ObjectKind.block,
      });
    }
  }

  /** Writes a frame about the first `objects` objects into the journal, durably; if it cannot be written, it is as if it never was. */
  protected async mark(type: MarkFrame['type'], objects: number): Promise<void> {
    await this.step('writing the index', () => this.journal.write(encodeMark(type, objects, this.tapLength)));
    await this.durable(this.journal);
  }

  /** `datasync`, after which a failure is final: the system may have dropped what it could not write, and would not say so twice. */
  protected async durable(file: Pick<StoreFile, 'datasync'>): Promise<void> {
    try {
      await file.datasync();
    } catch (error) {
      throw this.failForGood('synchronising', error);
    }
  }

  protected async step(doing: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw this.storeFailed(doing, error);
    }
  }

  /** The failure after which nothing can be written any more. */
  protected failForGood(doing: string, error: unknown): VolumeError {
    this.#failure = this.storeFailed(doing, error);
    return this.#failure;
  }

  protected storeFailed(doing: string, error: unknown): VolumeError {
    if (!(error instanceof StoreError)) throw error;
    this.#publish({ event: 'cartridge.store-failed', doing, message: error.message });
    const kind = error.code === 'no-space' ? 'no-space' : 'io';
    return new VolumeError(kind, `${doing} cartridge ${this.#parts.barcode} failed: ${error.message}`, { cause: error });
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

  #publish(event: PartitionEvent): void {
    this.#parts.publish({ barcode: this.#parts.barcode, partition: this.#parts.number, ...event });
  }
}
