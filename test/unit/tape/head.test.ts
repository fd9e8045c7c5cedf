import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Counters } from '../../../src/tape/counters.ts';
import { Head } from '../../../src/tape/head.ts';
import { unreliable } from './unreliable-volume.ts';

async function threaded() {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1000, earlyWarningBytes: 500 }));
  const clock = new ManualClock();
  const head = new Head(volume, { bufferBytes: 10_000, readAheadBytes: 10_000, counters: new Counters(clock, 0), clock });
  const write = (count: number, recordLength: number) =>
    head.write([{ kind: 'block', count, recordLength, data: ByteList.of(new Uint8Array(count * recordLength)) }]);
  const mark = (count: number) => head.write([{ kind: 'filemark', count, recordLength: 0, data: ByteList.empty }]);
  return { head, partition, write, mark };
}

describe('Head', () => {
  it('knows where it is while everything still waits in the buffer', async () => {
    const { head, partition, write, mark } = await threaded();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    await write(2, 100);
    await mark(3);
    await write(1, 50);
    expect(head).toMatchObject({ position: 6, mediumPosition: 0, filemarksBefore: 3, usedBytes: 262, remainingBytes: 738 });
    expect(head).toMatchObject({ usedBytesAtEndOfData: 262, bufferedObjects: 6, bufferedBytes: 250, pastEarlyWarning: false });
    await mark(60);
    expect(head).toMatchObject({ remainingBytes: 498, pastEarlyWarning: true });
    release();
    expect(await head.settle()).toBeUndefined();
    expect(head).toMatchObject({
      position: 66,
      mediumPosition: 66,
      filemarksBefore: 63,
      usedBytes: 502,
      bufferedObjects: 0,
      unsettled: false,
    });
  });

  it('secures once what was written, and whenever it is told to', async () => {
    const { head, partition, mark } = await threaded();
    await head.settle();
    expect(partition.calls).toEqual([]);
    await mark(1);
    await head.settle();
    await head.settle();
    await head.settle(true);
    expect(partition.calls).toEqual(['append', 'sync', 'sync']);
  });

  it('falls back to what the medium has when the buffer is lost, and tells it once', async () => {
    const { head, partition, write, mark } = await threaded();
    partition.obstacle = (operation) => (operation === 'append' ? { failAfter: 2 } : undefined);
    await write(3, 100);
    await mark(2);
    expect(await head.settle()).toMatchObject({ objects: 3 });
    expect(head).toMatchObject({ position: 2, usedBytes: 200, filemarksBefore: 0, failed: false });
    partition.obstacle = () => undefined;
    await mark(1);
    expect(await head.settle()).toBeUndefined();
    expect(partition.endOfData).toBe(3);
  });

  it('takes no more until a loss has been told', async () => {
    const { head, partition, mark } = await threaded();
    partition.obstacle = () => ({ failAfter: 0 });
    await mark(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(head.failed).toBe(true);
    await expect(mark(1)).rejects.toThrow('a loss is reported');
    expect(head.takeFailure()).toMatchObject({ objects: 1 });
    partition.obstacle = () => undefined;
    await mark(1);
  });

  it('cuts off what lies behind it once, at the first write', async () => {
    const { head, partition, mark } = await threaded();
    await mark(5);
    await head.settle();
    head.moveTo(toBlockNumber(2));
    await mark(1);
    await mark(1);
    await head.settle();
    expect(partition.calls.filter((call) => call === 'truncate')).toHaveLength(1);
    expect(partition.endOfData).toBe(4);
  });

  it('stays where it is when nothing could be cut off', async () => {
    const { head, partition, mark } = await threaded();
    await mark(5);
    await head.settle();
    head.moveTo(toBlockNumber(2));
    partition.obstacle = () => ({ failAfter: 0 });
    await expect(mark(1)).rejects.toMatchObject({ name: 'VolumeError' });
    expect(head).toMatchObject({ position: 2, bufferedObjects: 0 });
    expect(partition.endOfData).toBe(5);
  });
});
