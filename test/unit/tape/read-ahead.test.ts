import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { type MediumObject, toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ReadAhead } from '../../../src/tape/read-ahead.ts';
import { pattern } from './host.ts';
import { UnreliablePartition } from './unreliable-volume.ts';

const blocks = 80;
const blockLength = 50_000;
const windowBytes = 1_000_000;

const isBlock = (seed: number) => (object: MediumObject | undefined) =>
  object?.kind === 'block' && pattern(blockLength, seed).equals(object.data);

async function recorded() {
  const partition = new UnreliablePartition((await createMemoryVolume()).partitions[0]!);
  const data = ByteList.of(...Array.from({ length: blocks }, (_, i) => pattern(blockLength, i)));
  await partition.append([{ kind: 'block', count: blocks, recordLength: blockLength, data }]);
  const reads: [number, number][] = [];
  const read = partition.read.bind(partition);
  partition.read = (at, maximumBytes) => {
    reads.push([at, maximumBytes]);
    return read(at, maximumBytes);
  };
  const fetched: number[] = [];
  const readAhead = new ReadAhead(partition, { windowBytes, onFetched: (bytes) => void fetched.push(bytes) });
  const object = async (at: number) => {
    const { at: from, objects } = await readAhead.objects(toBlockNumber(at));
    return objects[at - from];
  };
  return { partition, readAhead, reads, fetched, object };
}

describe('ReadAhead', () => {
  it('gives every object in turn, having fetched it before it was asked for', async () => {
    const { object, reads } = await recorded();
    for (let at = 0; at < blocks; at++) {
      const before = reads.length;
      expect(await object(at)).toSatisfy(isBlock(at));
      // Only the first is fetched on demand; every later fetch starts while its predecessor is being handed out.
      if (at > 0) expect(reads.length - before).toBeLessThanOrEqual(1);
    }
    expect(await object(blocks)).toBeUndefined();
    expect(new Set(reads.map(([at]) => at)).size).toBe(reads.length);
  });

  it('fetches more the longer a host goes on, up to what is worth fetching at once', async () => {
    const { object, reads } = await recorded();
    for (let at = 0; at < blocks; at++) await object(at);
    const sizes = reads.map(([, bytes]) => bytes);
    expect(sizes.slice(0, 4)).toEqual([262_144, 524_288, 524_288, 524_288]);
  });

  it('has the medium tried again for whoever comes back to what could not be read, and for nobody else', async () => {
    const { partition, object, reads } = await recorded();
    const bad = new Set([2]);
    const read = partition.read.bind(partition);
    partition.read = async (at, maximumBytes) =>
      (await read(at, maximumBytes)).map((found, index) => (bad.delete(at + index) ? { kind: 'damaged', reason: 'a bad spot' } : found));
    for (let at = 0; at < 2; at++) expect(await object(at)).toSatisfy(isBlock(at));
    expect(await object(2)).toMatchObject({ kind: 'damaged' });
    expect(await object(3)).toSatisfy(isBlock(3));
    expect(reads.filter(([at]) => at <= 3).length).toBe(1);
    expect(await object(2)).toSatisfy(isBlock(2));
    const fetches = reads.length;
    expect(await object(2)).toSatisfy(isBlock(2));
    expect(await object(2)).toSatisfy(isBlock(2));
    expect(reads.length).toBe(fetches);
  });

  it('starts small again where a host jumps', async () => {
    const { object, reads } = await recorded();
    for (let at = 0; at < 10; at++) await object(at);
    expect(await object(30)).toSatisfy(isBlock(30));
    expect(reads.filter(([at]) => at >= 30)[0]).toEqual([30, 262_144]);
  });

  it('waits for what is under way when told to discard, and fetches afresh', async () => {
    const { object, readAhead, partition } = await recorded();
    await object(0);
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    void object(20);
    let discarded = false;
    const discarding = readAhead.discard().then(() => {
      discarded = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(discarded).toBe(false);
    release();
    await discarding;
    partition.obstacle = () => undefined;
    await partition.truncate(toBlockNumber(0));
    await partition.append([{ kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty }]);
    expect(await object(0)).toEqual({ kind: 'filemark' });
  });

  it('tells a failure to the one who asks for the object, who may ask again', async () => {
    const { object, partition } = await recorded();
    await object(0);
    partition.obstacle = () => ({ failAfter: 0 });
    await expect(object(30)).rejects.toMatchObject({ name: 'VolumeError' });
    partition.obstacle = () => undefined;
    expect(await object(30)).toMatchObject({ kind: 'block' });
  });

  it('counts what it fetched', async () => {
    const { object, fetched } = await recorded();
    for (let at = 0; at < blocks; at++) await object(at);
    expect(fetched.reduce((sum, bytes) => sum + bytes, 0)).toBe(blocks * blockLength);
  });

  it('gives objects before a position, several at a time', async () => {
    const { readAhead, reads } = await recorded();
    for (let at = blocks; at > 0; at--) {
      const { at: from, objects } = await readAhead.objectsBefore(toBlockNumber(at));
      expect(objects[at - 1 - from]).toSatisfy(isBlock(at - 1));
    }
    expect((await readAhead.objectsBefore(toBlockNumber(0))).objects).toEqual([]);
    // Five of these blocks fit into a first fetch.
    expect(reads).toHaveLength(blocks / 5);
  });

  it('gives the object before a position though others come first', async () => {
    const { partition, readAhead } = await recorded();
    const read = partition.read.bind(partition);
    partition.read = async (at, maximumBytes) => (await read(at, maximumBytes)).slice(0, 1);
    const { at, objects } = await readAhead.objectsBefore(toBlockNumber(40));
    expect(objects[39 - at]).toSatisfy(isBlock(39));
  });
});
