/**
 * A partition that keeps its structure and none of its data, to be filled by terabytes in minutes: its blocks come back as zeros of the right
 * length. An append does not look at the data and touches no disk; the journal hears at each synchronisation what has come since the last one,
 * equal blocks as one run. Envelopes go with the data that they are about.
 */
import { nextTurn } from '../foundation/next-turn.ts';
import { encodeIndex, FrameType } from './journal-frames.ts';
import { Partition, type PartitionParts } from './partition.ts';
import { ObjectKind } from './record-index.ts';
import { extent, type FoundObject } from './record-reader.ts';
import type { BlockNumber, RecordRun } from './volume.ts';

export class StructurePartition extends Partition {
  /** How many objects the journal has, or has waiting. */
  #journalled: number;

  constructor(parts: PartitionParts) {
    super(parts);
    this.#journalled = parts.index.count;
  }

  protected get tapLength(): number {
    return 0;
  }

  protected get hasLeftovers(): boolean {
    return false;
  }

  protected async find(at: BlockNumber, maximumBytes: number): Promise<readonly FoundObject[]> {
    // As every read of a disk does, so that whoever reads a long tape to its end leaves others their turn.
    await nextTurn();
    const { count, dataBytes } = extent(this.index, at, maximumBytes);
    // Zeros of this read's own: whoever gets them may do with them what one does with data.
    const zeros = new Uint8Array(dataBytes);
    const objects: FoundObject[] = [];
    let offset = 0;
    for (const run of this.index.runsFrom(at)) {
      const end = Math.min(run.firstObject + run.count, at + count);
      for (let object = Math.max(run.firstObject, at); object < end; object++) {
        objects.push(blank(run.kind, zeros.subarray(offset, offset + run.recordLength)));
        offset += run.recordLength;
      }
      if (end === at + count) break;
    }
    return objects;
  }

  protected async write(runs: readonly RecordRun[]): Promise<void> {
    this.enter(
      runs.map(({ envelope: _, ...bare }) => bare),
      false,
    );
  }

  protected async giveUp(at: number): Promise<void> {
    // What the journal has never heard of need not be taken back.
    if (at < this.#journalled) await this.mark(FrameType.truncate, at);
    this.#journalled = Math.min(this.#journalled, at);
    this.changed = true;
    this.index.truncate(at);
  }

  protected async secure(): Promise<void> {
    for (const frame of encodeIndex(this.index, this.#journalled)) this.journal.append(frame);
    this.#journalled = this.index.count;
    await this.step('writing the index', () => this.journal.settle());
    // There is no tape file to make up for a frame that is missing when the one that speaks of it is there.
    await this.durable(this.journal);
  }

  protected async release(): Promise<void> {}
}

function blank(kind: ObjectKind, data: Uint8Array): FoundObject {
  if (kind === ObjectKind.block) return { object: { kind: 'block', data } };
  if (kind === ObjectKind.filemark) return { object: { kind: 'filemark' } };
  if (kind === ObjectKind.setmark) return { object: { kind: 'setmark' } };
  return { object: { kind: 'damaged', reason: 'what stood from here on is not known any more' }, damage: 'recorded' };
}
