/**
 * The head over a mounted volume (SSC-4 §4.2): where the host believes it stands, and the two object buffers between it and the medium.
 * While objects wait to be written, the position is past them and is the end of data; every move settles them first.
 *
 *     objects on the medium │ objects in the write buffer │
 *                           └ mediumPosition              └ position
 *
 * When buffered objects are lost, the position falls back to the end of data that the medium has, and `takeFailure` tells how many were lost.
 */
import {
  type BlockNumber,
  filemarkFootprintBytes,
  type MediumObject,
  type RecordRun,
  toBlockNumber,
  type Volume,
  VolumeError,
  type VolumePartition,
} from '../cartridge/volume.ts';
import type { Clock } from '../foundation/clock.ts';
import { invariant } from '../foundation/invariant.ts';
import type { Counters } from './counters.ts';
import type { Pace } from './pace.ts';
import { type ObjectsAhead, ReadAhead } from './read-ahead.ts';
import type { BlockAddressMode } from './settings.ts';
import { type BufferLoss, WriteBuffer } from './write-buffer.ts';

export interface HeadOptions {
  readonly bufferBytes: number;
  readonly readAheadBytes: number;
  readonly counters: Counters;
  readonly clock: Clock;
  /** As fast as it comes unless given. */
  readonly pace?: Pace;
}

/** What lies before a position. */
interface Tally {
  usedBytes: number;
  filemarks: number;
  setmarks: number;
}

export class Head {
  readonly volume: Volume;
  readonly #options: HeadOptions;
  #partitionNumber = 0;
  #position = toBlockNumber(0);
  #buffer!: WriteBuffer;
  #readAhead!: ReadAhead;
  /** What lies before the position, counted along while writing: the index lags behind the buffer. */
  #written: Tally | undefined;
  /** The medium holds something that no sync has secured yet. */
  #unsecured = false;
  #failure: BufferLoss | undefined;
  /** What the medium did not take, until something else is written or the medium moves. */
  #unwritten: MediumObject[] = [];
  /** The used bytes from which the programmable early warning was due that has been given; undefined: none since the position was before it. */
  #warnedFrom: number | undefined;
  /** What the host's commands have chosen since the medium was at the beginning of a partition; see `addressing.ts`. */
  blockAddressMode: 'as-used' | BlockAddressMode = 'as-used';
  /** A sequence of explicit commands that write is open. */
  inWriteSequence = false;
  /** What ALLOW OVERWRITE has allowed here; see `append-point.ts`. */
  overwriteAllowed: 'disabled' | 'current-position' | 'format' = 'disabled';

  constructor(volume: Volume, options: HeadOptions) {
    this.volume = volume;
    this.#options = options;
    this.#thread(0);
  }

  get partition(): VolumePartition {
    return this.volume.partitions[this.#partitionNumber]!;
  }

  get partitionNumber(): number {
    return this.#partitionNumber;
  }

  /** The object that the next READ or WRITE begins with. */
  get position(): BlockNumber {
    return this.#position;
  }

  /** Nothing is recorded behind the position. */
  get atEndOfData(): boolean {
    return this.#buffer.objects > 0 || this.#position >= this.partition.endOfData;
  }

  /** The object that the medium gets next from the buffer; the position itself when the buffer is empty. */
  get mediumPosition(): BlockNumber {
    return toBlockNumber(this.#position - this.#buffer.objects);
  }

  get bufferedObjects(): number {
    return this.#buffer.objects;
  }

  get bufferedBytes(): number {
    return this.#buffer.bytes;
  }

  /** Filemarks before the position. */
  get filemarksBefore(): number {
    return this.#written?.filemarks ?? this.partition.filemarksBefore(this.#position);
  }

  /** Setmarks before the position. */
  get setmarksBefore(): number {
    return this.#written?.setmarks ?? this.partition.setmarksBefore(this.#position);
  }

  /** What the objects before the position take of the capacity. */
  get usedBytes(): number {
    return this.#written?.usedBytes ?? this.partition.footprintBefore(this.#position);
  }

  /** What they take up to end of data. */
  get usedBytesAtEndOfData(): number {
    return this.#written?.usedBytes ?? this.partition.footprintBefore(this.partition.endOfData);
  }

  get remainingBytes(): number {
    return Math.max(0, this.partition.capacityBytes - this.usedBytes);
  }

  /** The position is between early warning and the end of the partition (SSC-4 §4.2); a tape may end without that. */
  get pastEarlyWarning(): boolean {
    const { earlyWarningBytes } = this.partition;
    return earlyWarningBytes > 0 && this.remainingBytes <= earlyWarningBytes;
  }

  /** It is in a zone of `bytes` before early warning, or behind that. */
  pastProgrammableEarlyWarning(bytes: number): boolean {
    return bytes > 0 && this.remainingBytes <= this.partition.earlyWarningBytes + bytes;
  }

  /** Whether the position has come into a zone of `bytes` before early warning since the host was last warned of it. */
  programmableEarlyWarningDue(bytes: number): boolean {
    return this.#warnedFrom === undefined && this.pastProgrammableEarlyWarning(bytes);
  }

  /** It has been told; it is due again when the position has been before the zone. */
  programmableEarlyWarningGiven(bytes: number): void {
    const { capacityBytes, earlyWarningBytes } = this.partition;
    this.#warnedFrom = capacityBytes - earlyWarningBytes - bytes;
  }

  /** Resolves when the write buffer can take `bytes` more. */
  room(bytes: number): Promise<void> {
    return this.#buffer.room(bytes);
  }

  /**
   * Takes runs into the write buffer. Writing in the middle ends the data there.
   * @throws VolumeError when what lies behind the position could not be cut off; nothing was written then.
   */
  async write(runs: readonly RecordRun[]): Promise<void> {
    invariant(this.#failure === undefined, 'a loss is reported before more is written');
    if (this.#written === undefined) {
      await this.#readAhead.discard();
      if (this.#position < this.partition.endOfData) await this.#truncate();
      this.#written = { usedBytes: this.usedBytes, filemarks: this.filemarksBefore, setmarks: this.setmarksBefore };
      this.#unwritten = [];
    }
    this.#unsecured = true;
    // With nothing awaited in between: what is lost is everything in the buffer or nothing of it.
    for (const run of runs) this.#take(run, this.#written);
  }

  #take(run: RecordRun, written: Tally): void {
    const { kind, count } = run;
    this.#position = toBlockNumber(this.#position + count);
    written.usedBytes += count * (kind === 'block' ? (run.footprintLength ?? run.recordLength) : filemarkFootprintBytes);
    if (kind === 'filemark') written.filemarks += count;
    if (kind === 'setmark') written.setmarks += count;
    this.#buffer.put(run);
  }

  /** Makes the position the end of data. @throws VolumeError */
  async erase(): Promise<void> {
    invariant(this.#buffer.objects === 0, 'a medium is erased when nothing waits to be written');
    this.#written = undefined;
    await this.#readAhead.discard();
    if (this.#position < this.partition.endOfData) await this.#truncate();
  }

  async #truncate(): Promise<void> {
    await this.partition.truncate(this.#position);
    this.#unsecured = true;
  }

  /** Something is in the buffer, or on the medium without being secured. */
  get unsettled(): boolean {
    return this.#unsecured || this.#buffer.objects > 0;
  }

  /**
   * Empties the buffer and secures the medium; `anyway` even if nothing was written since the last time. Afterwards index and position agree.
   * What failed, now or since the last report, is the result, and is thereby reported.
   */
  async settle(anyway = false): Promise<BufferLoss | undefined> {
    await this.#buffer.drain();
    this.#written = undefined;
    if (this.#unsecured || anyway) {
      this.#unsecured = false;
      try {
        await this.partition.sync();
      } catch (error) {
        if (!(error instanceof VolumeError)) throw error;
        this.#failure ??= { objects: 0, cause: error };
      }
    }
    return this.takeFailure();
  }

  /** What was lost since the last report, if anything. */
  takeFailure(): BufferLoss | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Whether `takeFailure` has something to tell. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Objects that include the one at the position; none at end of data. Where the medium cannot be read at all, the next object is a damaged one,
   * and whoever comes back to it tries again.
   */
  async objectsAhead(): Promise<ObjectsAhead> {
    try {
      return await this.#readAhead.objects(this.#position);
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      return { at: this.#position, objects: [{ kind: 'damaged', reason: error.message }] };
    }
  }

  /** The same of the objects before the position; none at the beginning. */
  async objectsBefore(): Promise<ObjectsAhead> {
    try {
      return await this.#readAhead.objectsBefore(this.#position);
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      return { at: this.#position - 1, objects: [{ kind: 'damaged', reason: error.message }] };
    }
  }

  /** What waits to be written is lost; resolves when what is on its way has arrived. */
  loseBuffer(): Promise<void> {
    return this.#buffer.forget();
  }

  /** The power goes: what waits in the buffer is lost, and nobody is told. With power again the tape is at its beginning. */
  async powerOff(): Promise<void> {
    await this.loseBuffer();
    this.#failure = undefined;
    await this.rest();
    this.blockAddressMode = 'as-used';
    this.#thread(0);
  }

  /** The objects that the medium did not take, in the order in which they were written; whoever has them takes them from the list. */
  get unwritten(): MediumObject[] {
    return this.#unwritten;
  }

  /** To be called when the buffer is settled. */
  moveTo(position: BlockNumber): void {
    invariant(this.#buffer.objects === 0, 'the head moves when nothing waits to be written');
    invariant(position >= 0 && position <= this.partition.endOfData, 'the head stays between the beginning and end of data');
    this.#written = undefined;
    if (position === 0) this.blockAddressMode = 'as-used';
    if (position !== this.#position) this.#moved(position);
  }

  #moved(position: BlockNumber): void {
    this.#position = position;
    this.#unwritten = [];
    this.inWriteSequence = false;
    this.overwriteAllowed = 'disabled';
    if (this.#warnedFrom !== undefined && this.usedBytes < this.#warnedFrom) this.#warnedFrom = undefined;
  }

  /** To another partition, on the way to somewhere in it. To be called when the buffer is settled. */
  async changePartition(partitionNumber: number): Promise<void> {
    if (partitionNumber === this.#partitionNumber) return;
    await this.rest();
    this.#thread(partitionNumber);
  }

  /** Waits until nothing is under way to or from the medium. To be called when the buffer is settled. */
  async rest(): Promise<void> {
    invariant(this.#buffer.objects === 0, 'the head rests when nothing waits to be written');
    await this.#readAhead.discard();
  }

  #thread(partitionNumber: number): void {
    this.#partitionNumber = partitionNumber;
    this.#written = undefined;
    this.#warnedFrom = undefined;
    this.#moved(toBlockNumber(0));
    const { bufferBytes, readAheadBytes, counters, clock, pace } = this.#options;
    this.#readAhead = new ReadAhead(this.partition, {
      windowBytes: readAheadBytes,
      onFetched: (bytes) => {
        counters.add('bytesFromMedium', bytes);
        return pace?.pass(bytes);
      },
    });
    this.#buffer = new WriteBuffer(this.partition, {
      capacityBytes: bufferBytes,
      clock,
      onLoss: (loss) => this.#lost(loss),
      onAppended: (bytes) => {
        counters.add('bytesToMedium', bytes);
        return pace?.pass(bytes);
      },
    });
  }

  #lost(loss: BufferLoss): void {
    this.#failure = loss;
    this.#written = undefined;
    this.#position = this.partition.endOfData;
    this.inWriteSequence = false;
    for (const run of loss.runs ?? []) for (let at = 0; at < run.count; at++) this.#unwritten.push(objectOf(run, at));
  }
}

function objectOf({ kind, recordLength, data, envelope }: RecordRun, at: number): MediumObject {
  if (kind !== 'block') return { kind };
  const block = data.slice(at * recordLength, (at + 1) * recordLength).toBytes();
  return { kind, data: block, ...(envelope === undefined ? {} : { envelope }) };
}

/** What the objects of a partition take up to end of data; the head over it knows of those that wait in its buffer. */
export const usedBytes = (head: Pick<Head, 'partition' | 'usedBytesAtEndOfData'> | undefined, partition: VolumePartition): number =>
  partition === head?.partition ? head.usedBytesAtEndOfData : partition.footprintBefore(partition.endOfData);
