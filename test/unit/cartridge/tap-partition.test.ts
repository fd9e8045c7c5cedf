import { beforeEach, expect, test } from 'vitest';
import type { CartridgeEvent } from '../../../src/cartridge/cartridge-event.ts';
import { replayJournal } from '../../../src/cartridge/journal.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, enveloped, filemarks, hex, inWords, only, readAll, setmarks, text } from './tape.ts';

const at = toBlockNumber;
const tapPath = '/MEM001L8/partition-0.tap';

let store: FailingStore;
let events: CartridgeEvent[];
let partition: VolumePartition;

beforeEach(async () => {
  store = new FailingStore();
  events = [];
  partition = only(await createMemoryVolume({ store, publish: (event) => events.push(event) }));
  store.calls.length = 0;
});

const tap = (): Uint8Array => store.files.get(tapPath)!.bytes;

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

test('however much comes at once, the index on disk can be read', async () => {
  await partition.append(Array.from({ length: 70_000 }, () => enveloped('a')));
  await partition.sync();
  const replay = await replayJournal(store, '/MEM001L8/partition-0.idx');
  expect(replay).toMatchObject({ torn: false, synchronised: { objects: 70_000 } });
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

test('on a full disk a whole prefix is on the medium, whatever byte it is full at', async () => {
  const runs = [blocks('abc', 'def'), filemarks(2), enveloped('gh'), setmarks(1), blocks('i', 'j')];
  const objects = ['abc', 'def', '|', '|', 'gh', '#', 'i', 'j'];
  const ends = [12, 24, 28, 32, 62, 66, 76, 86];
  for (let room = 0; room < 86; room++) {
    store = new FailingStore();
    const full = only(await createMemoryVolume({ store }));
    await full.append([blocks('first')]);
    store.full = { suffix: '.tap', bytes: 14 + room };
    await expect(full.append(runs)).rejects.toMatchObject({ name: 'VolumeError', kind: 'no-space' });
    const fitting = ends.filter((end) => end <= room);
    const whole = ['first', ...objects.slice(0, fitting.length)];
    expect(full.endOfData).toBe(whole.length);
    expect(await readAll(full)).toEqual(whole);
    // Nothing torn is left behind, and the tape goes on when there is room.
    expect(store.files.get(tapPath)!.length).toBe(14 + (fitting.at(-1) ?? 0));
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

test('a block comes back with its envelope, and rot in the envelope is damage of the block', async () => {
  const encryption = {
    nonce: new Uint8Array(12).fill(1),
    tag: new Uint8Array(16).fill(2),
    keyCheck: new Uint8Array(4).fill(3),
    authenticatedKeyData: new Uint8Array(0),
    unauthenticatedKeyData: new Uint8Array(32).fill(4),
    marks: 5,
  };
  await partition.append([{ ...blocks('abc'), envelope: { encryption } }, enveloped('def'), blocks('ghi')]);
  const [first, second, third] = await partition.read(at(0), 100);
  expect(first).toEqual({ kind: 'block', data: text('abc'), envelope: { encryption } });
  expect(second).toEqual({ kind: 'block', data: text('def'), envelope: { protection: hex('01020304') } });
  expect(third).toEqual({ kind: 'block', data: text('ghi') });
  expect([partition.firstBlock(at(0), true), partition.firstBlock(at(1), true), partition.firstBlock(at(0), false)]).toEqual([
    0,
    undefined,
    1,
  ]);
  tap()[20]! ^= 1;
  expect(await readAll(partition)).toEqual(['! its data does not match its checksum', 'def', 'ghi']);
});
