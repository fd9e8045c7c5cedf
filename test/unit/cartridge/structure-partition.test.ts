import { beforeEach, expect, test } from 'vitest';
import type { CartridgeEvent } from '../../../src/cartridge/cartridge-event.ts';
import { compactJournal, rewriteJournal } from '../../../src/cartridge/journal.ts';
import { openPartition } from '../../../src/cartridge/open-partition.ts';
import type { FilesLeft, Partition } from '../../../src/cartridge/partition.ts';
import { RecordIndex } from '../../../src/cartridge/record-index.ts';
import { type RecordRun, toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, filemarks, hex, inWords, setmarks } from './tape.ts';

const at = toBlockNumber;
const files = { tapPath: '/none/partition-0.tap', journalPath: '/c/partition-0.idx' };

let store: FailingStore;
let events: CartridgeEvent[];
let partition: Partition;

const open = (left: FilesLeft | null): Promise<Partition> =>
  openPartition({
    store,
    files,
    barcode: 'LAB001L8',
    number: 0,
    capacityBytes: 1e15,
    earlyWarningBytes: 1000,
    checksums: true,
    discardsData: true,
    left,
    declareChanging: async () => {
      store.calls.push('declare changing');
    },
    publish: (event) => events.push(event),
  });

/** The partition as it is after its process was killed. */
const killed = async (): Promise<Partition> => {
  await new Promise((resolve) => setImmediate(resolve));
  return open(null);
};

beforeEach(async () => {
  store = new FailingStore();
  events = [];
  await store.makeFolder('/c');
  const indexBytes = await rewriteJournal(store, files.journalPath, compactJournal(new RecordIndex(), 0));
  partition = await open({ tapBytes: 0, indexBytes });
  store.calls.length = 0;
});

/** What is there, blocks by their length; every byte of them must be zero. */
async function readAll(from: Partition, readBytes = 1000): Promise<string[]> {
  const objects: string[] = [];
  while (objects.length < from.endOfData) {
    for (const object of await from.read(at(objects.length), readBytes)) {
      if (object.kind === 'block') expect(object.data.every((byte) => byte === 0)).toBe(true);
      objects.push(object.kind === 'block' ? String(object.data.length) : inWords(object));
    }
  }
  return objects;
}

test('blocks come back as zeros of the right length, marks as they are, and envelopes not at all', async () => {
  const encryption = {
    nonce: hex('01'),
    tag: hex('02'),
    keyCheck: hex('03'),
    authenticatedKeyData: hex(''),
    unauthenticatedKeyData: hex(''),
  };
  const enciphered = { ...blocks('x'), envelope: { encryption } };
  await partition.append([blocks('abc', 'def'), filemarks(1), enciphered, setmarks(2), { ...blocks('long one'), footprintLength: 5 }]);
  expect(await readAll(partition)).toEqual(['3', '3', '|', '1', '#', '#', '8']);
  expect(await partition.read(at(3), 1)).toEqual([{ kind: 'block', data: new Uint8Array(1) }, { kind: 'setmark' }, { kind: 'setmark' }]);
  expect([partition.setmark(1), partition.filemark(0), partition.footprintBefore(at(7))]).toEqual([5, 2, 24]);
  expect(partition.firstBlock(at(0), true)).toBeUndefined();
  expect(partition.objectAt(at(6))).toEqual({ kind: 'block', length: 8 });
  expect(await partition.read(at(7), 100)).toEqual([]);
});

test('a read takes no more than it was asked for, and one object at least', async () => {
  await partition.append([blocks('abcd', 'efgh', 'ijkl')]);
  expect((await partition.read(at(0), 8)).length).toBe(2);
  expect((await partition.read(at(1), 0)).length).toBe(1);
});

test('a reader may do with the zeros what it likes', async () => {
  await partition.append([blocks('abc')]);
  for (const object of await partition.read(at(0), 100)) if (object.kind === 'block') object.data.fill(1);
  expect(await readAll(partition)).toEqual(['3']);
});

test('an append touches neither the data nor the disk, but for saying once that something changes', async () => {
  // Bytes that nobody can look at.
  const data = new Proxy(ByteList.empty, {
    get: () => {
      throw new Error('somebody looked at the data');
    },
  });
  const terabyte: RecordRun = { kind: 'block', count: 4_194_304, recordLength: 262_144, data };
  for (let number = 0; number < 12; number++) await partition.append([terabyte]);
  expect(store.calls).toEqual(['declare changing']);
  expect(partition.footprintBefore(partition.endOfData)).toBe(12 * 2 ** 40);
  await partition.sync();
  // Equal blocks are one run, however many appends they came in.
  expect(store.calls).toEqual([
    'declare changing',
    'write partition-0.idx 48',
    'datasync partition-0.idx',
    'write partition-0.idx 32',
    'datasync partition-0.idx',
  ]);
  expect([...store.files.keys()]).toEqual([files.journalPath]);
});

test('what was synchronised is there after a kill, and nothing else', async () => {
  await partition.append([blocks('abc'), filemarks(1)]);
  await partition.sync();
  await partition.append([blocks('defg'), setmarks(1)]);
  const found = await killed();
  expect(await readAll(found)).toEqual(['3', '|']);
  expect(events).toEqual([]);
});

test('of a sync that the kill has interrupted, nothing is believed', async () => {
  await partition.append([blocks('abc')]);
  await partition.sync();
  await partition.append([blocks('defg')]);
  store.broken = /^write partition-0.idx 32/;
  await expect(partition.sync()).rejects.toMatchObject({ kind: 'io' });
  store.broken = undefined;
  expect(await readAll(await killed())).toEqual(['3']);
  expect(events.at(-1)).toMatchObject({ event: 'cartridge.tail-cut', bytes: 0, objects: 1 });
});

test('what is given up does not come back, whether it was synchronised or not', async () => {
  await partition.append([blocks('abc', 'def')]);
  await partition.sync();
  await partition.append([blocks('ghij', 'klmn')]);
  store.calls.length = 0;
  // The journal has never heard of it.
  await partition.truncate(at(3));
  expect(store.calls).toEqual([]);
  await partition.truncate(at(1));
  expect(store.calls).toEqual(['write partition-0.idx 32', 'datasync partition-0.idx']);
  expect(await readAll(await killed())).toEqual(['3']);
});

test('what is written after something was given up stands in its place', async () => {
  await partition.append([blocks('abc', 'def')]);
  await partition.sync();
  await partition.truncate(at(1));
  await partition.append([filemarks(2), blocks('ghijk')]);
  await partition.sync();
  await partition.append([blocks('l')]);
  await partition.truncate(at(4));
  await partition.sync();
  expect(await readAll(await killed())).toEqual(['3', '|', '|', '5']);
});

test('a sync that finds no room can be done again when there is some', async () => {
  await partition.append([blocks('abc'), filemarks(1)]);
  store.full = { suffix: '.idx', bytes: 40 };
  await expect(partition.sync()).rejects.toMatchObject({ kind: 'no-space' });
  await partition.append([blocks('defg')]);
  store.full = undefined;
  await partition.sync();
  expect(await readAll(await killed())).toEqual(['3', '|', '4']);
});

test('left in order, it opens as it was left, and nothing is written', async () => {
  await partition.append([blocks('abc'), setmarks(1)]);
  const left = await partition.close();
  expect(left).toEqual({ tapBytes: 0, indexBytes: store.files.get(files.journalPath)!.length });
  store.calls.length = 0;
  const again = await open(left);
  expect(await readAll(again)).toEqual(['3', '#']);
  expect(store.calls).toEqual([]);
});

test.each<[string, () => void]>([
  ['is missing', () => store.files.delete(files.journalPath)],
  ['is garbage', () => store.files.get(files.journalPath)!.bytes.fill(7)],
  ['is shorter than it was left', () => store.files.get(files.journalPath)!.truncate(85)],
])('where the journal %s, everything is lost, and overwriting it all helps', async (_, spoil) => {
  await partition.append([blocks('abc')]);
  const left = await partition.close();
  spoil();
  const found = await open(left);
  expect(await readAll(found)).toEqual(['! what stood from here on is not known any more']);
  expect(events[0]).toMatchObject({ event: 'cartridge.index-rebuilt', objects: 1 });
  await expect(found.append([blocks('d')])).rejects.toMatchObject({ kind: 'io' });
  await found.truncate(at(0));
  await found.append([blocks('defg')]);
  await found.sync();
  expect(await readAll(await killed())).toEqual(['4']);
});
