import { beforeEach, expect, test } from 'vitest';
import type { CartridgeEvent } from '../../../src/cartridge/cartridge-event.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type Volume, VolumeError, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, filemarks, inWords, only, readAll } from './tape.ts';

const at = toBlockNumber;
const tapPath = '/MEM001L8/partition-0.tap';

let store: FailingStore;
let events: CartridgeEvent[];
let volume: Volume;
let partition: VolumePartition;

beforeEach(async () => {
  store = new FailingStore();
  events = [];
  volume = await createMemoryVolume({ store, publish: (event) => events.push(event), capacityBytes: 1000, earlyWarningBytes: 100 });
  partition = only(volume);
  store.calls.length = 0;
});

const tap = (): Uint8Array => store.files.get(tapPath)!.bytes;

test('it knows its size and is empty at first', async () => {
  expect([partition.capacityBytes, partition.earlyWarningBytes, partition.endOfData]).toEqual([1000, 100, 0]);
  expect(await partition.read(at(0), 100)).toEqual([]);
  expect(partition.objectAt(at(0))).toBeUndefined();
  expect(partition.filemark(0)).toBeUndefined();
});

test('a batch is one write, whatever is in it', async () => {
  await partition.append([blocks('abc', 'def'), filemarks(1), blocks('x')]);
  await partition.sync();
  store.calls.length = 0;
  await partition.append([blocks('abc', 'def'), filemarks(1), blocks('x')]);
  expect(store.calls.filter((call) => call.includes('.tap'))).toEqual(['write partition-0.tap 38']);
  expect(await readAll(partition)).toEqual(['abc', 'def', '|', 'x', 'abc', 'def', '|', 'x']);
  expect([partition.filemark(1), partition.filemarksBefore(at(6)), partition.footprintBefore(at(8))]).toEqual([6, 1, 22]);
  expect(partition.objectAt(at(7))).toEqual({ kind: 'block', length: 1 });
});

test('a sync makes the data last before it says so', async () => {
  await partition.append([blocks('abc')]);
  store.calls.length = 0;
  await partition.sync();
  expect(store.calls).toEqual(['datasync partition-0.tap', 'write partition-0.idx 32', 'datasync partition-0.idx']);
  // There is nothing to do a second time.
  await partition.sync();
  expect(store.calls.length).toBe(3);
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

test('what is overwritten is given up durably before the file is cut, and the cut lasts before anything is written', async () => {
  await partition.append([blocks('abc', 'def', 'ghi')]);
  await partition.sync();
  store.calls.length = 0;
  await partition.truncate(at(1));
  expect(store.calls).toEqual([
    'write partition-0.idx 32',
    'datasync partition-0.idx',
    'truncate partition-0.tap 12',
    'datasync partition-0.tap',
  ]);
  await partition.append([blocks('xyz')]);
  expect(await readAll(partition)).toEqual(['abc', 'xyz']);
  expect(tap().length).toBe(24);
});

test('truncating at end of data changes nothing', async () => {
  await partition.append([blocks('abc')]);
  await partition.sync();
  store.calls.length = 0;
  await partition.truncate(at(1));
  expect(store.calls).toEqual([]);
});

test('on a full disk a whole prefix is on the medium, whatever byte it is full at', async () => {
  for (let room = 0; room < 52; room++) {
    store = new FailingStore();
    const full = only(await createMemoryVolume({ store }));
    await full.append([blocks('first')]);
    store.full = { suffix: '.tap', bytes: 14 + room };
    await expect(full.append([blocks('abc', 'def'), filemarks(2), blocks('g', 'h')])).rejects.toMatchObject({
      name: 'VolumeError',
      kind: 'no-space',
    });
    const whole = ['first', 'abc', 'def', '|', '|', 'g', 'h'].slice(0, 1 + [12, 24, 28, 32, 42, 52].filter((end) => end <= room).length);
    expect(full.endOfData).toBe(whole.length);
    expect(await readAll(full)).toEqual(whole);
    // Nothing torn is left behind, and the tape goes on when there is room.
    expect(store.files.get(tapPath)!.length).toBe(14 + [0, 12, 24, 28, 32, 42, 52].filter((end) => end <= room).at(-1)!);
    store.full = undefined;
    await full.append([blocks('more')]);
    await full.sync();
    expect(await readAll(full)).toEqual([...whole, 'more']);
  }
});

test('a full disk for the index fails the sync, and no longer when there is room again', async () => {
  store.full = { suffix: '.idx', bytes: store.files.get('/MEM001L8/partition-0.idx')!.length + 5 };
  await partition.append([blocks('abc')]);
  await expect(partition.sync()).rejects.toMatchObject({ kind: 'no-space' });
  await expect(partition.append([blocks('def')])).rejects.toMatchObject({ kind: 'no-space' });
  expect(events).toContainEqual(expect.objectContaining({ event: 'cartridge.store-failed', doing: 'writing the index' }));
  store.full = undefined;
  await partition.append([blocks('def')]);
  await partition.sync();
  expect(await readAll(partition)).toEqual(['abc', 'def']);
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

test('one bad sector costs the objects in it, not those before', async () => {
  await partition.append([blocks('abc', 'def'), blocks('g')]);
  store.broken = /^read partition-0.tap (0|24)$/;
  // The read of everything fails, and so does the first object's.
  await expect(partition.read(at(0), 100)).rejects.toMatchObject({ name: 'VolumeError', kind: 'io' });
  expect((await partition.read(at(1), 3)).map(inWords)).toEqual(['def']);
});

test('damage is a value, and heard of', async () => {
  await partition.append([blocks('abc', 'def')]);
  tap()[5]! ^= 1;
  expect(await readAll(partition)).toEqual(['! its data does not match its checksum', 'def']);
  expect(events).toEqual([
    { event: 'cartridge.damaged', barcode: 'MEM001L8', partition: 0, object: 0, offset: 0, reason: 'its data does not match its checksum' },
  ]);
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
