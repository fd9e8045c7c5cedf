/**
 * A cartridge in a drive with faults on it: what the drive does to it passes the rules, and where a deed has put its end, there it ends for the drive.
 *
 * While a rule lies in wait for them, objects are read and written one by one: each passes the rules by itself, and the drive reads no further ahead
 * than the next.
 */
import type { MediumType } from '../cartridge/medium-type.ts';
import type { BlockNumber, MediumObject, RecordRun, Volume, VolumePartition, VolumeState } from '../cartridge/volume.ts';
import type { Faults } from './faults.ts';
import type { PartitionEnd } from './medium-handle.ts';
import type { Occurrence, VolumeOperation } from './occurrence.ts';

export interface VolumeSurroundings {
  readonly faults: Faults;
  /** Where the cartridge of this barcode is. */
  describe(barcode: string): Pick<Occurrence, 'device' | 'target' | 'whereabouts'>;
  /** It has left the drive. */
  closed(volume: FaultyVolume): void;
}

export class FaultyVolume implements Volume {
  readonly inner: Volume;
  readonly #surroundings: VolumeSurroundings;
  #partitions: { readonly of: readonly VolumePartition[]; readonly faulty: readonly FaultyPartition[] } | undefined;

  constructor(inner: Volume, surroundings: VolumeSurroundings) {
    this.inner = inner;
    this.#surroundings = surroundings;
  }

  get barcode(): string {
    return this.inner.barcode;
  }

  get mediumType(): MediumType {
    return this.inner.mediumType;
  }

  get writeProtected(): boolean {
    return this.inner.writeProtected;
  }

  get writeOnce(): boolean {
    return this.inner.writeOnce;
  }

  get discardsData(): boolean {
    return this.inner.discardsData;
  }

  get capacityBytes(): number {
    return this.inner.capacityBytes;
  }

  /** The same ones until it is formatted: a drive knows a partition again. */
  get partitions(): readonly FaultyPartition[] {
    const { partitions } = this.inner;
    if (this.#partitions?.of !== partitions)
      this.#partitions = { of: partitions, faulty: partitions.map((partition) => new FaultyPartition(partition, this)) };
    return this.#partitions.faulty;
  }

  get state(): VolumeState {
    return this.inner.state;
  }

  protect(writeProtected: boolean): Promise<void> {
    return this.inner.protect(writeProtected);
  }

  recall(): Promise<VolumeState> {
    return this.pass('recall', undefined, () => this.inner.recall());
  }

  remember(change: Partial<VolumeState>): Promise<void> {
    return this.pass('remember', undefined, () => this.inner.remember(change));
  }

  format(partitions: Parameters<Volume['format']>[0]): Promise<void> {
    return this.inner.format(partitions);
  }

  close(): Promise<void> {
    this.#surroundings.closed(this);
    return this.inner.close();
  }

  /** Whether rules lie in wait for this. */
  awaits(operation: VolumeOperation): boolean {
    return this.#surroundings.faults.at('volume', operation);
  }

  pass<T>(operation: VolumeOperation, blocks: Occurrence['blocks'], proceed: () => Promise<T>): Promise<T> {
    if (!this.awaits(operation)) return proceed();
    const { faults, describe } = this.#surroundings;
    const { barcode } = this;
    return faults.pass({ seam: 'volume', operation, barcode, blocks, ...describe(barcode) }, {}, proceed) as Promise<T>;
  }
}

class FaultyPartition implements VolumePartition {
  readonly #inner: VolumePartition;
  readonly #volume: FaultyVolume;
  /** Where it ends now. */
  end: PartitionEnd;

  constructor(inner: VolumePartition, volume: FaultyVolume) {
    this.#inner = inner;
    this.#volume = volume;
    this.end = this.made;
  }

  /** The end that it was made with. */
  get made(): PartitionEnd {
    const { capacityBytes, earlyWarningBytes } = this.#inner;
    return { capacityBytes, earlyWarningBytes };
  }

  get endOfData(): BlockNumber {
    return this.#inner.endOfData;
  }

  get capacityBytes(): number {
    return this.end.capacityBytes;
  }

  get earlyWarningBytes(): number {
    return this.end.earlyWarningBytes;
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

  objectAt(at: BlockNumber): ReturnType<VolumePartition['objectAt']> {
    return this.#inner.objectAt(at);
  }

  async read(at: BlockNumber, maximumBytes: number): Promise<readonly MediumObject[]> {
    if (!this.#volume.awaits('read') || at >= this.endOfData) return this.#inner.read(at, maximumBytes);
    return [await this.#volume.pass('read', { first: at, count: 1 }, async () => (await this.#inner.read(at, 0))[0]!)];
  }

  async append(runs: readonly RecordRun[]): Promise<void> {
    if (!this.#volume.awaits('append')) return this.#inner.append(runs);
    for (const run of runs)
      for (let ordinal = 0; ordinal < run.count; ordinal++) {
        const data = run.data.slice(ordinal * run.recordLength, (ordinal + 1) * run.recordLength);
        await this.#volume.pass('append', { first: this.endOfData, count: 1 }, () => this.#inner.append([{ ...run, count: 1, data }]));
      }
  }

  truncate(at: BlockNumber): Promise<void> {
    return this.#volume.pass('truncate', { first: at, count: 1 }, () => this.#inner.truncate(at));
  }

  sync(): Promise<void> {
    return this.#volume.pass('sync', undefined, () => this.#inner.sync());
  }
}
