import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import type { RecordRun } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { SlabPool } from '../../../src/foundation/slab.ts';
import { type BufferLoss, WriteBuffer } from '../../../src/tape/write-buffer.ts';
import { type Obstacle, UnreliablePartition } from './unreliable-volume.ts';

const block = (bytes: Uint8Array): RecordRun => ({ kind: 'block', count: 1, recordLength: bytes.length, data: ByteList.of(bytes) });
const mark: RecordRun = { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty };
/** As many turns as an append to memory takes, and some more. */
const macrotask = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function buffer(capacityBytes = 1000) {
  const partition = new UnreliablePartition((await createMemoryVolume()).partitions[0]!);
  const losses: BufferLoss[] = [];
  const appended: number[] = [];
  const clock = new ManualClock();
  const writeBuffer = new WriteBuffer(partition, {
    capacityBytes,
    clock,
    onLoss: (loss) => losses.push(loss),
    onAppended: (bytes) => void appended.push(bytes),
  });
  /** Holds the next append until the result is called. */
  const hold = (obstacle: Obstacle = {}): (() => void) => {
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ ...obstacle, until });
    return () => {
      partition.obstacle = () => undefined;
      release();
    };
  };
  return { writeBuffer, partition, losses, appended, hold, clock };
}

describe('WriteBuffer', () => {
  it('appends what came while a batch was on its way as one batch', async () => {
    const { writeBuffer, partition, hold, appended } = await buffer();
    const release = hold();
    writeBuffer.put(block(new Uint8Array(10)));
    writeBuffer.put(block(new Uint8Array(20)));
    writeBuffer.put(mark);
    expect(writeBuffer).toMatchObject({ objects: 3, bytes: 30 });
    release();
    await writeBuffer.drain();
    expect(partition.batches.map((batch) => batch.length)).toEqual([1, 2]);
    expect(writeBuffer).toMatchObject({ objects: 0, bytes: 0 });
    expect(appended).toEqual([10, 24]);
  });

  it('appends the first block at once, and those that follow it together when there is enough or no more has come for a while', async () => {
    const { writeBuffer, partition, clock } = await buffer();
    writeBuffer.put(block(new Uint8Array(10)));
    expect(partition.batches).toHaveLength(1);
    await macrotask();
    writeBuffer.put(block(new Uint8Array(10)));
    writeBuffer.put(block(new Uint8Array(10)));
    await macrotask();
    expect(partition.batches).toHaveLength(1);
    clock.advance(5);
    await macrotask();
    expect(partition.batches.map((batch) => batch.length)).toEqual([1, 2]);
    writeBuffer.put(block(new Uint8Array(10)));
    writeBuffer.put(block(new Uint8Array(1024 * 1024)));
    await macrotask();
    expect(partition.batches.map((batch) => batch.length)).toEqual([1, 2, 2]);
    clock.advance(5);
    await macrotask();
    writeBuffer.put(mark);
    expect(partition.batches).toHaveLength(4);
  });

  it('has room up to its capacity, counted in the chunks that are kept alive, each once', async () => {
    const { writeBuffer, hold } = await buffer(1000);
    const release = hold();
    const chunk = new Uint8Array(600);
    writeBuffer.put(block(chunk.subarray(0, 10)));
    writeBuffer.put(block(chunk.subarray(10, 20)));
    let room = 0;
    void writeBuffer.room(400).then(() => room++);
    void writeBuffer.room(401).then(() => room++);
    await macrotask();
    expect(room).toBe(1);
    release();
    await macrotask();
    expect(room).toBe(2);
  });

  it('gives the memory of its data back when they are on the medium, and not before', async () => {
    const { writeBuffer, hold } = await buffer();
    const pool = new SlabPool({ slabBytes: 64, keptBytes: 64 });
    const slab = pool.take();
    const release = hold({});
    writeBuffer.put(block(slab.lend(40)));
    writeBuffer.put(block(slab.lend(24)));
    slab.finish();
    await macrotask();
    expect(pool.take()).not.toBe(slab);
    release();
    await writeBuffer.drain();
    expect(pool.take()).toBe(slab);
  });

  it('takes what is larger than itself when it is empty', async () => {
    const { writeBuffer } = await buffer(10);
    await writeBuffer.room(1_000_000);
  });

  it('tells how many objects are lost when an append fails, those behind it among them, and goes on', async () => {
    const { writeBuffer, partition, losses, hold } = await buffer();
    const release = hold({ failAfter: 0 });
    writeBuffer.put(block(new Uint8Array(10)));
    writeBuffer.put({ ...mark, count: 4 });
    release();
    await writeBuffer.drain();
    expect(losses).toMatchObject([{ objects: 5, cause: { kind: 'io' }, runs: [{ kind: 'block' }, { kind: 'filemark', count: 4 }] }]);
    expect(writeBuffer).toMatchObject({ objects: 0, bytes: 0 });
    partition.obstacle = () => ({ failAfter: 2, kind: 'no-space' });
    writeBuffer.put({ ...mark, count: 5 });
    await writeBuffer.drain();
    expect(losses[1]).toMatchObject({ objects: 3, cause: { kind: 'no-space' }, runs: [{ kind: 'filemark', count: 3 }] });
    partition.obstacle = () => undefined;
    writeBuffer.put(mark);
    await writeBuffer.drain();
    expect(partition.endOfData).toBe(3);
    expect(losses).toHaveLength(2);
  });

  it('lets a waiting writer go on after a loss', async () => {
    const { writeBuffer, hold } = await buffer(10);
    const release = hold({ failAfter: 0 });
    writeBuffer.put(block(new Uint8Array(10)));
    const room = writeBuffer.room(10);
    release();
    await room;
    expect(writeBuffer.objects).toBe(0);
  });

  it('forgets what waits behind the batch under way, and gives its memory back', async () => {
    const { writeBuffer, partition, losses, hold } = await buffer();
    const pool = new SlabPool({ slabBytes: 64, keptBytes: 64 });
    const slab = pool.take();
    const release = hold();
    writeBuffer.put(mark);
    await macrotask();
    writeBuffer.put(block(slab.lend(64)));
    slab.finish();
    writeBuffer.put(mark);
    const forgotten = writeBuffer.forget();
    expect(writeBuffer).toMatchObject({ objects: 1, bytes: 0 });
    release();
    await forgotten;
    expect(writeBuffer.objects).toBe(0);
    expect(partition.endOfData).toBe(1);
    expect(losses).toEqual([]);
    expect(pool.take()).toBe(slab);
    writeBuffer.put(mark);
    await writeBuffer.drain();
    expect(partition.endOfData).toBe(2);
  });
});
