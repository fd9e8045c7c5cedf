/**
 * A loaded cartridge with faults on it: what a drive does to it passes the rules, and what a deed has changed of it (its write-protect switch, where it
 * ends) is seen by the drive as if it were so.
 */
import type { MediumType } from '../cartridge/medium-type.ts';
import type { BlockNumber, MediumObject, RecordRun, Volume, VolumePartition, VolumeState } from '../cartridge/volume.ts';
import type { Faults } from './faults.ts';
import type { Occurrence, VolumeOperation } from './occurrence.ts';

export interface VolumeSurroundings {
  readonly faults: Faults;
  /** Where the cartridge of this barcode is. */
  describe(barcode: string): Pick<Occurrence, 'device' | 'target' | 'whereabouts'>;
}

export class FaultyVolume implements Volume {
  readonly inner: Volume;
  readonly #surroundings: VolumeSurroundings;

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

  get partitions(): readonly VolumePartition[] {
    return this.inner.partitions.map((partition) => new FaultyPartition(partition, this));
  }

  get state(): VolumeState {
    return this.inner.state;
  }

  remember(change: Partial<VolumeState>): Promise<void> {
    return this.pass('remember', undefined, () => this.inner.remember(change));
  }

  format(partitions: Parameters<Volume['format']>[0]): Promise<void> {
    return this.inner.format(partitions);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  pass<T>(operation: VolumeOperation, blocks: Occurrence['blocks'], proceed: () => Promise<T>): Promise<T> {
    const { faults, describe } = this.#surroundings;
    if (!faults.at('volume')) return proceed();
    const { barcode } = this;
    return faults.pass({ seam: 'volume', operation, barcode, blocks, ...describe(barcode) }, {}, proceed) as Promise<T>;
  }
}

class FaultyPartition implements VolumePartition {
  readonly #inner: VolumePartition;
  readonly #volume: FaultyVolume;

  constructor(inner: VolumePartition, volume: FaultyVolume) {
    this.#inner = inner;
    this.#volume = volume;
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

  objectAt(at: BlockNumber): ReturnType<VolumePartition['objectAt']> {
    return this.#inner.objectAt(at);
  }

  read(at: BlockNumber, maximumBytes: number): Promise<readonly MediumObject[]> {
    return this.#volume.pass('read', { first: at, count: 1 }, () => this.#inner.read(at, maximumBytes));
  }

  append(runs: readonly RecordRun[]): Promise<void> {
    const count = runs.reduce((sum, run) => sum + run.count, 0);
    return this.#volume.pass('append', { first: this.#inner.endOfData, count }, () => this.#inner.append(runs));
  }

  truncate(at: BlockNumber): Promise<void> {
    return this.#volume.pass('truncate', { first: at, count: 1 }, () => this.#inner.truncate(at));
  }

  sync(): Promise<void> {
    return this.#volume.pass('sync', undefined, () => this.#inner.sync());
  }
}
