/**
 * A volume whose partition does what a test tells it before each append and sync: take its time, keep only the first objects and fail, or fail
 * as a whole. Everything else is the volume underneath.
 */
import {
  type BlockNumber,
  type RecordRun,
  toBlockNumber,
  type Volume,
  VolumeError,
  type VolumePartition,
} from '../../../src/cartridge/volume.ts';

export interface Obstacle {
  /** Waited for first. */
  readonly until?: Promise<unknown>;
  /** Fail after this many objects. */
  readonly failAfter?: number;
  readonly kind?: VolumeError['kind'];
}

type Operation = 'append' | 'sync' | 'truncate' | 'read';

export class UnreliablePartition implements VolumePartition {
  readonly #inner: VolumePartition;
  /** Asked before each operation. */
  obstacle: (operation: Operation) => Obstacle | undefined = () => undefined;
  /** How often each was called, and how many appends ran at once. */
  readonly calls: Operation[] = [];
  /** The runs of each append. */
  readonly batches: (readonly RecordRun[])[] = [];

  constructor(inner: VolumePartition) {
    this.#inner = inner;
  }

  get endOfData(): BlockNumber {
    return this.#inner.endOfData;
  }
  get capacityBytes(): number {
    return this.#inner.capacityBytes;
  }
  get earlyWarningBytes(): number {
    return this.#inner.earlyWarningBytes;
  }
  footprintBefore(at: BlockNumber): number {
    return this.#inner.footprintBefore(at);
  }
  filemarksBefore(at: BlockNumber): number {
    return this.#inner.filemarksBefore(at);
  }
  filemark(ordinal: number): BlockNumber | undefined {
    return this.#inner.filemark(ordinal);
  }
  setmarksBefore(at: BlockNumber): number {
    return this.#inner.setmarksBefore(at);
  }
  setmark(ordinal: number): BlockNumber | undefined {
    return this.#inner.setmark(ordinal);
  }
  firstBlock(from: BlockNumber, enciphered: boolean): BlockNumber | undefined {
    return this.#inner.firstBlock(from, enciphered);
  }
  objectAt(at: BlockNumber) {
    return this.#inner.objectAt(at);
  }

  async read(at: BlockNumber, maximumBytes: number) {
    await this.#meet('read');
    return this.#inner.read(at, maximumBytes);
  }

  async append(runs: readonly RecordRun[]): Promise<void> {
    this.batches.push(runs);
    const failAfter = await this.#meet('append', true);
    if (failAfter === undefined) return this.#inner.append(runs);
    const kept = firstObjects(runs, failAfter);
    if (kept.length > 0) await this.#inner.append(kept);
    throw new VolumeError(this.#kind, 'the test said so');
  }

  async truncate(at: BlockNumber): Promise<void> {
    await this.#meet('truncate');
    return this.#inner.truncate(at);
  }

  async sync(): Promise<void> {
    await this.#meet('sync');
    return this.#inner.sync();
  }

  #kind: VolumeError['kind'] = 'io';

  async #meet(operation: Operation, partial = false): Promise<number | undefined> {
    this.calls.push(operation);
    const obstacle = this.obstacle(operation);
    await obstacle?.until;
    this.#kind = obstacle?.kind ?? 'io';
    if (obstacle?.failAfter === undefined) return undefined;
    if (partial) return obstacle.failAfter;
    throw new VolumeError(this.#kind, 'the test said so');
  }
}

function firstObjects(runs: readonly RecordRun[], count: number): RecordRun[] {
  const kept: RecordRun[] = [];
  let left = count;
  for (const run of runs) {
    const taken = Math.min(left, run.count);
    if (taken > 0) kept.push({ ...run, count: taken, data: run.data.slice(0, taken * run.recordLength) });
    left -= taken;
  }
  return kept;
}

export function unreliable(volume: Volume): { volume: Volume; partition: UnreliablePartition } {
  const partition = new UnreliablePartition(volume.partitions[0]!);
  return {
    partition,
    volume: {
      ...volume,
      barcode: volume.barcode,
      mediumType: volume.mediumType,
      writeProtected: volume.writeProtected,
      writeOnce: volume.writeOnce,
      discardsData: volume.discardsData,
      capacityBytes: volume.capacityBytes,
      get state() {
        return volume.state;
      },
      protect: (writeProtected) => volume.protect(writeProtected),
      recall: () => volume.recall(),
      remember: (change) => volume.remember(change),
      format: (partitions) => volume.format(partitions),
      partitions: [partition, ...volume.partitions.slice(1)],
      close: () => volume.close(),
    },
  };
}

export { toBlockNumber };
