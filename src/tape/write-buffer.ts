/**
 * The drive's object buffer on the way to the medium (SSC-4 §4.2): a WRITE is GOOD when its blocks stand here, and one flusher appends
 * what waits. An append costs a way to another thread and back, whatever it brings: so the first block goes at once, and those that follow it closely
 * go together. While a batch is on its way the next one collects.
 *
 * Bounded in the bytes its views keep alive, not in the bytes they show: `room` holds the host back before its data is asked for. A batch
 * that fails takes everything behind it along; `onLoss` hears how many objects the host believed written and the medium does not have.
 */
import type { RecordRun, VolumePartition } from '../cartridge/volume.ts';
import { VolumeError } from '../cartridge/volume.ts';
import type { Clock } from '../foundation/clock.ts';
import { giveBackAll } from '../foundation/slab.ts';

/** Objects that were in the buffer and did not reach the medium. */
export interface BufferLoss {
  readonly objects: number;
  readonly cause: VolumeError;
  /** The objects themselves; none where what was lost had left the buffer. */
  readonly runs?: readonly RecordRun[];
}

export interface WriteBufferOptions {
  readonly capacityBytes: number;
  readonly clock: Clock;
  readonly onLoss: (loss: BufferLoss) => void;
  /** Told after each batch what it took of the medium's capacity; it leaves the buffer when that resolves. */
  readonly onAppended?: (footprintBytes: number) => Promise<void> | undefined;
}

/** So much is worth an append of its own: several times what crosses the threads costs. */
const batchBytes = 1024 * 1024;
/** So long after an append less than that waits for more. */
const batchMs = 5;

type Destination = Pick<VolumePartition, 'append' | 'endOfData' | 'footprintBefore'>;

/** The runs without their first objects. */
function withoutFirst(runs: readonly RecordRun[], objects: number): RecordRun[] {
  let left = objects;
  const rest: RecordRun[] = [];
  for (const run of runs) {
    const gone = Math.min(left, run.count);
    left -= gone;
    if (gone < run.count) rest.push({ ...run, count: run.count - gone, data: run.data.slice(gone * run.recordLength) });
  }
  return rest;
}

export class WriteBuffer {
  readonly #partition: Destination;
  readonly #options: WriteBufferOptions;
  /** How many pieces lie on each backing chunk. */
  readonly #chunks = new Map<ArrayBufferLike, number>();
  #retainedBytes = 0;
  #waiting: RecordRun[] = [];
  #waitingBytes = 0;
  #flushing = false;
  #batchDone: Promise<void> = Promise.resolve();
  /** Somebody waits until nothing is left. */
  #draining = false;
  /** Ends the wait for more. */
  #goOn: (() => void) | undefined;
  #objects = 0;
  #bytes = 0;

  constructor(partition: Destination, options: WriteBufferOptions) {
    this.#partition = partition;
    this.#options = options;
  }

  /** Objects that are not on the medium yet, those of the batch under way among them. */
  get objects(): number {
    return this.#objects;
  }

  /** Their data, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Waits until `bytes` more may come. What is larger than the whole buffer waits until the buffer is empty. */
  async room(bytes: number): Promise<void> {
    while (this.#objects > 0 && this.#retainedBytes + bytes > this.#options.capacityBytes) {
      this.#goOn?.();
      await this.#batchDone;
    }
  }

  put(run: RecordRun): void {
    this.#waiting.push(run);
    this.#waitingBytes += run.data.length;
    this.#count(run, 1);
    if (!this.#flushing) void this.#flush();
    else if (this.#waitingBytes >= batchBytes) this.#goOn?.();
  }

  /** Waits until the buffer is empty: all of it is on the medium, or `onLoss` has been told. */
  async drain(): Promise<void> {
    this.#draining = true;
    while (this.#objects > 0) {
      this.#goOn?.();
      await this.#batchDone;
    }
    this.#draining = false;
  }

  /** What waits is lost, and nobody hears of it; so is what comes until the batch under way is over, when it resolves. */
  async forget(): Promise<void> {
    do {
      for (const run of this.#takeWaiting()) {
        this.#count(run, -1);
        giveBackAll(run.data.pieces);
      }
      await this.#batchDone;
    } while (this.#objects > 0);
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#waiting.length > 0) {
      this.#batchDone = this.#append(this.#takeWaiting());
      await this.#batchDone;
      if (this.#waitingBytes < batchBytes && !this.#draining) await this.#company();
    }
    this.#flushing = false;
  }

  /** Resolves when there is enough for an append, somebody waits for what there is, or it has been long enough. */
  #company(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(batchMs, () => this.#goOn?.());
      this.#goOn = () => {
        cancel();
        this.#goOn = undefined;
        resolve();
      };
    });
  }

  #takeWaiting(): readonly RecordRun[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return taken;
  }

  async #append(batch: readonly RecordRun[]): Promise<void> {
    const before = this.#partition.endOfData;
    const usedBefore = this.#partition.footprintBefore(before);
    let cause: VolumeError | undefined;
    try {
      await this.#partition.append(batch);
    } catch (error) {
      cause = error instanceof VolumeError ? error : new VolumeError('io', 'the medium failed', { cause: error });
    }
    const end = this.#partition.endOfData;
    const passing = this.#options.onAppended?.(this.#partition.footprintBefore(end) - usedBefore);
    if (passing !== undefined) await passing;
    if (cause === undefined) {
      for (const run of batch) {
        this.#count(run, -1);
        giveBackAll(run.data.pieces);
      }
      return;
    }
    const held = [...batch, ...this.#takeWaiting()];
    // Their memory is not given back: a host may want them returned.
    for (const run of held) this.#count(run, -1);
    const runs = withoutFirst(held, end - before);
    this.#options.onLoss({ objects: runs.reduce((objects, { count }) => objects + count, 0), cause, runs });
  }

  #count(run: RecordRun, direction: 1 | -1): void {
    this.#objects += direction * run.count;
    this.#bytes += direction * run.data.length;
    for (const { buffer } of run.data.pieces) {
      const pieces = (this.#chunks.get(buffer) ?? 0) + direction;
      if (pieces === 0) this.#chunks.delete(buffer);
      else this.#chunks.set(buffer, pieces);
      if (direction === 1 ? pieces === 1 : pieces === 0) this.#retainedBytes += direction * buffer.byteLength;
    }
  }
}
