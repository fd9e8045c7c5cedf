import { beforeEach, expect, test } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type Volume, VolumeError, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, enveloped, filemarks, inWords, only, readAll, setmarks } from './tape.ts';

const at = toBlockNumber;

let store: FailingStore;
let volume: Volume;
let partition: VolumePartition;

beforeEach(async () => {
  store = new FailingStore();
  volume = await createMemoryVolume({ store, capacityBytes: 1000, earlyWarningBytes: 100 });
  partition = only(volume);
  store.calls.length = 0;
});

test('it knows its size and is empty at first', async () => {
  expect([partition.capacityBytes, partition.earlyWarningBytes, partition.endOfData]).toEqual([1000, 100, 0]);
  expect(await partition.read(at(0), 100)).toEqual([]);
  expect(partition.objectAt(at(0))).toBeUndefined();
  expect(partition.filemark(0)).toBeUndefined();
  expect(partition.setmark(0)).toBeUndefined();
});

test('it knows its marks, and what each object takes of the capacity', async () => {
  await partition.append([blocks('abc', 'def'), setmarks(1), filemarks(2), setmarks(1)]);
  await partition.append([{ ...blocks('ten bytes.', 'ten bytes,'), footprintLength: 4 }, enveloped('gh')]);
  expect([0, 1, 2, 3].map((ordinal) => partition.setmark(ordinal))).toEqual([2, 5, undefined, undefined]);
  expect([2, 3, 5, 6, 9].map((object) => partition.setmarksBefore(at(object)))).toEqual([0, 1, 1, 2, 2]);
  expect([partition.filemark(1), partition.filemarksBefore(at(9))]).toEqual([4, 2]);
  // The envelope is no data of the host's.
  expect([2, 6, 7, 8, 9].map((object) => partition.footprintBefore(at(object)))).toEqual([6, 22, 26, 30, 32]);
  expect(partition.objectAt(at(5))).toEqual({ kind: 'setmark', length: 0 });
  expect(partition.objectAt(at(8))).toEqual({ kind: 'block', length: 2 });
});

test('the first change says durably that the files change, the second does not', async () => {
  await partition.append([blocks('a')]);
  expect(store.calls.slice(0, 4)).toEqual(
    ['write cartridge.json.new 349', 'datasync cartridge.json.new', 'rename cartridge.json', 'write partition-0.tap 10'].map((call) =>
      call.startsWith('write c') ? expect.stringMatching(/^write cartridge.json.new/) : call,
    ),
  );
  store.calls.length = 0;
  await partition.append([blocks('b')]);
  expect(store.calls[0]).toBe('write partition-0.tap 10');
});

test('truncating at end of data changes nothing', async () => {
  await partition.append([blocks('abc')]);
  await partition.sync();
  store.calls.length = 0;
  await partition.truncate(at(1));
  expect(store.calls).toEqual([]);
});

test.each(['partition-0.tap', 'partition-0.idx'])('once a datasync of %s has failed, nothing succeeds any more', async (file) => {
  await partition.append([blocks('abc')]);
  store.broken = new RegExp(`^datasync ${file}`);
  await expect(partition.sync()).rejects.toBeInstanceOf(VolumeError);
  store.broken = undefined;
  await expect(partition.sync()).rejects.toMatchObject({ kind: 'io' });
  await expect(partition.append([blocks('def')])).rejects.toMatchObject({ kind: 'io' });
  await expect(partition.truncate(at(0))).rejects.toMatchObject({ kind: 'io' });
  expect(await readAll(partition)).toEqual(['abc']);
  await expect(volume.close()).rejects.toMatchObject({ kind: 'io' });
});

test('changes do not overlap', async () => {
  const first = partition.append([blocks('abc')]);
  await expect(partition.sync()).rejects.toThrow('sync does not overlap with append');
  await first;
});

test('reads may overlap with each other', async () => {
  await partition.append([blocks('abc', 'def')]);
  const both = await Promise.all([partition.read(at(0), 3), partition.read(at(1), 3)]);
  expect(both.flat().map(inWords)).toEqual(['abc', 'def']);
});

test('an index that has grown far beyond what it says is rewritten at the close', async () => {
  for (let round = 0; round < 1000; round++) {
    await partition.append([blocks('abc')]);
    await partition.truncate(at(0));
  }
  await partition.append([blocks('abc')]);
  await volume.close();
  expect(store.files.get('/MEM001L8/partition-0.idx')!.length).toBeLessThan(200);
});
