import { expect, test } from 'vitest';
import type { CartridgeEvent } from '../../../src/cartridge/cartridge-event.ts';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { encodeEnvelope } from '../../../src/cartridge/envelope.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { examinePartition } from '../../../src/cartridge/open-partition.ts';
import { ObjectKind } from '../../../src/cartridge/record-index.ts';
import { toBlockNumber, type Volume } from '../../../src/cartridge/volume.ts';
import { blocks, enveloped, filemarks, hex, only, readAll, setmarks, text } from './tape.ts';

const tapPath = '/cartridges/LAB001L8/partition-0.tap';
const indexPath = '/cartridges/LAB001L8/partition-0.idx';
const abc = '03000000 616263 00 03000000';
const def = '03000000 646566 00 03000000';

interface Rig {
  readonly store: MemoryStore;
  readonly events: CartridgeEvent[];
  mount(): Promise<Volume>;
}

function over(store: MemoryStore): Rig {
  const events: CartridgeEvent[] = [];
  const room = new CartridgeRoom({ folder: '/cartridges', store, publish: (event) => events.push(event) });
  return { store, events, mount: () => room.mount('LAB001L8') };
}

/** A cartridge whose tape file was put there by hand, without an index. */
async function withTap(content: string): Promise<Rig> {
  const store = new MemoryStore();
  await new CartridgeRoom({ folder: '/cartridges', store }).create({ barcode: 'LAB001L8' });
  store.files.set(tapPath, MemoryContent.of(hex(content)));
  store.files.delete(indexPath);
  return over(store);
}

/** A cartridge with `abc`, a filemark and `def` that was left in order. */
async function closed(checksum: 'crc32c' | 'off' = 'crc32c'): Promise<MemoryStore> {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8', checksum });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), filemarks(1), blocks('def')]);
  await volume.close();
  return store;
}

const appendTo = (store: MemoryStore, content: string): void => {
  const tap = store.files.get(tapPath)!;
  tap.write(hex(content), tap.length);
};
const tapOf = ({ store }: Rig): string => Buffer.from(store.files.get(tapPath)!.bytes).toString('hex');

test('a tape file from elsewhere is read without an index, and has one afterwards', async () => {
  const rig = await withTap(`${abc} 00000000 feffffff ${def} 02000080 6161 02000080 00000000 00000000 ffffffff`);
  const volume = await rig.mount();
  const expected = ['abc', '|', 'def', '! it is marked as unreadable in the tape file', '|', '|'];
  expect(await readAll(only(volume))).toEqual(expected);
  expect(only(volume).objectAt(toBlockNumber(3))).toEqual({ kind: 'damaged', length: 2 });
  expect(rig.events[0]).toEqual({ event: 'cartridge.index-rebuilt', barcode: 'LAB001L8', partition: 0, why: 'it is missing', objects: 6 });
  await volume.close();
  const again = over(rig.store);
  const reopened = await again.mount();
  expect(again.events).toEqual([]);
  expect(await readAll(only(reopened))).toEqual(expected);
});

test('what is written behind an end-of-medium marker takes its place', async () => {
  const rig = await withTap(`${abc} ffffffff ${'01020304'.repeat(20)}`);
  const volume = await rig.mount();
  await only(volume).append([blocks('def')]);
  await volume.close();
  expect(tapOf(rig)).toBe(Buffer.from(hex(`${abc} ${def}`)).toString('hex'));
});

test('a place that makes no sense is one damaged object, the end of data follows, and the file stays as it is', async () => {
  const rig = await withTap(`${abc} 01020304 05060708`);
  const before = tapOf(rig);
  const volume = await rig.mount();
  expect(await readAll(only(volume))).toEqual(['abc', '! from here on the tape file does not make sense']);
  // Nothing can be put behind what cannot be walked over; overwriting it is the host's decision.
  await expect(only(volume).append([blocks('xyz')])).rejects.toMatchObject({ name: 'VolumeError', kind: 'io' });
  expect(tapOf(rig)).toBe(before);
  await only(volume).truncate(toBlockNumber(1));
  await only(volume).append([blocks('def')]);
  expect(await readAll(only(volume))).toEqual(['abc', 'def']);
  await volume.close();
  expect(tapOf(rig)).toBe(Buffer.from(hex(`${abc} ${def}`)).toString('hex'));
});

test('a torn record that another program has appended is cut at any byte, the whole ones count', async () => {
  const foreign = hex(`${def} 00000000 ${abc}`);
  for (let length = 1; length <= foreign.length; length++) {
    const store = await closed();
    const before = store.files.get(tapPath)!.length;
    appendTo(store, Buffer.from(foreign.subarray(0, length)).toString('hex'));
    const rig = over(store);
    const objects = await readAll(only(await rig.mount()));
    const whole = length < 12 ? 0 : length < 28 ? 1 : 3;
    expect(objects).toEqual(['abc', '|', 'def', 'def', '|', 'abc'].slice(0, 3 + whole));
    const kept = [0, 12, 12, 28][whole]!;
    expect(store.files.get(tapPath)!.length).toBe(before + kept);
    const cut = length - kept;
    expect(rig.events).toEqual([
      ...(whole > 0 ? [{ event: 'cartridge.objects-found', barcode: 'LAB001L8', partition: 0, objects: whole }] : []),
      ...(cut > 0 ? [{ event: 'cartridge.tail-cut', barcode: 'LAB001L8', partition: 0, bytes: cut, objects: 0 }] : []),
    ]);
  }
});

test('garbage behind the end of a partition left in order is damage, and the file stays as it is', async () => {
  const store = await closed();
  appendTo(store, `${abc} ${Buffer.from('hello, world').toString('hex')}`);
  const rig = over(store);
  const before = tapOf(rig);
  const volume = await rig.mount();
  const expected = ['abc', '|', 'def', 'abc', '! from here on the tape file does not make sense'];
  expect(await readAll(only(volume))).toEqual(expected);
  expect(rig.events[0]).toMatchObject({ event: 'cartridge.objects-found', objects: 1 });
  await volume.close();
  expect(tapOf(rig)).toBe(before);
  expect(await readAll(only(await over(store).mount()))).toEqual(expected);
});

test('zeros behind the end are no filemarks unless something follows them', async () => {
  const longer = await closed();
  appendTo(longer, '00'.repeat(4096));
  const rig = over(longer);
  expect(await readAll(only(await rig.mount()))).toEqual(['abc', '|', 'def']);
  expect(rig.events).toMatchObject([{ event: 'cartridge.tail-cut', bytes: 4096, objects: 0 }]);
  const ended = await closed();
  appendTo(ended, '00000000 00000000 ffffffff');
  expect(await readAll(only(await over(ended).mount()))).toEqual(['abc', '|', 'def', '|', '|']);
});

test('after a crash the unsynchronised tail is cut at the last whole record, at any byte', async () => {
  for (let length = 0; length <= 52; length++) {
    const store = await closed();
    const volume = await over(store).mount();
    await only(volume).append([blocks('synchronised')]);
    await only(volume).sync();
    const end = store.files.get(tapPath)!.length;
    await only(volume).append([blocks('ghi', 'jkl'), filemarks(1)]);
    await only(volume).append([blocks('mno', 'pqr')]);
    await new Promise((resolve) => setImmediate(resolve));
    store.files.get(tapPath)!.truncate(end + length);
    const rig = over(store);
    const objects = await readAll(only(await rig.mount()));
    const tail = ['ghi', 'jkl', '|', 'mno', 'pqr'].filter((_, at) => [12, 24, 28, 40, 52][at]! <= length);
    expect(objects).toEqual(['abc', '|', 'def', 'synchronised', ...tail]);
    const kept = [0, 12, 24, 28, 40, 52].filter((bytes) => bytes <= length).at(-1)!;
    expect(store.files.get(tapPath)!.length).toBe(end + kept);
    expect(rig.events).toEqual(
      length === 52
        ? []
        : [{ event: 'cartridge.tail-cut', barcode: 'LAB001L8', partition: 0, bytes: length - kept, objects: 5 - tail.length }],
    );
  }
});

test('after a crash the index goes on where it was, and says of what is kept that it is durable', async () => {
  const store = await closed();
  const writer = await over(store).mount();
  await only(writer).append([blocks('ghi'), blocks('jkl')]);
  await new Promise(setImmediate); // the index is written behind the append's back
  const before = store.files.get(indexPath)!.bytes.slice();
  store.files.get(tapPath)!.truncate(store.files.get(tapPath)!.length - 1);
  await over(store).mount();
  const after = store.files.get(indexPath)!.bytes;
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.length - before.length).toBe(64);
  // Crashed again, with nothing but the index to tell how far the tape was synchronised: it is no tail any more.
  store.files.get(tapPath)!.write(hex('03000001'), 36);
  const rig = over(store);
  expect(await readAll(only(await rig.mount()))).toEqual([
    'abc',
    '|',
    'def',
    '! 01000003h stands where the length of a record of 3 bytes was written',
  ]);
});

test('after a crash, data that cannot be proved is cut when there are no checksums', async () => {
  const store = await closed('off');
  const volume = await over(store).mount();
  await only(volume).append([filemarks(1), blocks('ghi')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await readAll(only(await over(store).mount()))).toEqual(['abc', '|', 'def', '|']);
});

test('bytes that no index mentions are cut after a crash', async () => {
  const store = await closed();
  const volume = await over(store).mount();
  await only(volume).append([blocks('ghi')]);
  await only(volume).sync();
  appendTo(store, abc);
  const rig = over(store);
  expect(await readAll(only(await rig.mount()))).toEqual(['abc', '|', 'def', 'ghi']);
  expect(rig.events).toMatchObject([{ event: 'cartridge.tail-cut', bytes: 12, objects: 0 }]);
});

test('a file that ends before its synchronised end keeps its objects, takes nothing behind them, and is mended by overwriting', async () => {
  const store = await closed();
  store.files.get(tapPath)!.truncate(14);
  const rig = over(store);
  const volume = await rig.mount();
  expect(await readAll(only(volume))).toEqual(['abc', '! the tape file ends before its end', '! the tape file ends before its end']);
  await expect(only(volume).append([blocks('xyz')])).rejects.toMatchObject({ kind: 'io' });
  // Giving up only some of what is gone does not make the file longer.
  await only(volume).truncate(toBlockNumber(2));
  expect(store.files.get(tapPath)!.length).toBe(14);
  await expect(only(volume).append([blocks('xyz')])).rejects.toMatchObject({ kind: 'io' });
  await only(volume).truncate(toBlockNumber(1));
  await only(volume).append([blocks('xyz')]);
  expect(await readAll(only(volume))).toEqual(['abc', 'xyz']);
});

test('where the synchronised part does not end as it should, nothing behind it is cut', async () => {
  const store = await closed();
  const volume = await over(store).mount();
  await only(volume).append([blocks('ghi')]);
  await only(volume).sync();
  const tap = store.files.get(tapPath)!;
  tap.bytes[28] = 9;
  appendTo(store, '0102030405');
  const length = tap.length;
  const rig = over(store);
  const objects = await readAll(only(await rig.mount()));
  expect(objects.slice(0, 3)).toEqual(['abc', '|', 'def']);
  expect(objects[3]).toMatch(/^! 00000009h stands where/);
  expect(tap.length).toBe(length);
});

test('a later state of the tape with an older index is read through', async () => {
  const store = await closed();
  const older = store.files.get(indexPath)!.bytes.slice();
  const description = store.files.get('/cartridges/LAB001L8/cartridge.json')!.bytes.slice();
  const volume = await over(store).mount();
  await only(volume).truncate(toBlockNumber(1));
  await only(volume).append([blocks('a longer block'), blocks('def')]);
  await volume.close();
  store.files.set(indexPath, MemoryContent.of(older));
  store.files.set('/cartridges/LAB001L8/cartridge.json', MemoryContent.of(description));
  const rig = over(store);
  expect(await readAll(only(await rig.mount()))).toEqual(['abc', 'a longer block', 'def']);
  expect(rig.events).toMatchObject([{ event: 'cartridge.index-rebuilt', why: 'it belongs to another tape file' }]);
});

const ghiInEnvelope = () => enveloped('ghi');

test('setmarks and envelopes are found again without the index, and how well blocks were compressed is not', async () => {
  const store = await closed();
  const volume = await over(store).mount();
  await only(volume).append([setmarks(1), ghiInEnvelope(), { ...blocks('compressed'), footprintLength: 3 }]);
  await volume.close();
  store.files.delete(indexPath);
  const found = only(await over(store).mount());
  expect(await readAll(found)).toEqual(['abc', '|', 'def', '#', 'ghi', 'compressed']);
  expect((await found.read(toBlockNumber(4), 3))[0]).toMatchObject({ envelope: ghiInEnvelope().envelope });
  expect(found.footprintBefore(toBlockNumber(6))).toBe(3 + 4 + 3 + 4 + 3 + 10);
});

test('an index made anew keeps what the spoiled one still tells of the same blocks', async () => {
  const store = await closed();
  const volume = await over(store).mount();
  await only(volume).append([{ ...blocks('compressed'), footprintLength: 3 }]);
  await only(volume).sync();
  const spoiledFrom = store.files.get(indexPath)!.length;
  await only(volume).append([{ ...blocks('compressed'), footprintLength: 2 }]);
  await volume.close();
  store.files.get(indexPath)!.bytes[spoiledFrom + 20]! ^= 1;
  const rig = over(store);
  const found = only(await rig.mount());
  expect(rig.events).toMatchObject([{ event: 'cartridge.index-rebuilt', objects: 5 }]);
  expect([3, 4, 5].map((number) => found.footprintBefore(toBlockNumber(number)))).toEqual([10, 13, 23]);
});

test('an index of version 1 is continued', async () => {
  const store = new MemoryStore();
  await new CartridgeRoom({ folder: '/cartridges', store }).create({ barcode: 'LAB001L8', earlyWarningBytes: 1000 });
  const description = {
    format: 1,
    barcode: 'LAB001L8',
    mediumType: 'lto-8',
    capacityBytes: 1_000_000,
    earlyWarningBytes: 1000,
    writeProtected: false,
    checksum: 'crc32c',
    created: '2026-01-01T00:00:00.000Z',
    left: { tapBytes: 28, indexBytes: 164 },
    counters: { mounts: 1, bytesWritten: 6, bytesRead: 0 },
  };
  store.files.set('/cartridges/LAB001L8/cartridge.json', MemoryContent.of(text(JSON.stringify(description))));
  store.files.set(tapPath, MemoryContent.of(hex(`${abc} 00000000 ${def}`)));
  const index = `
    544c4958 01 02 0000 10000000  0000000000000000 0000000000000000  d32e18af
    544c4958 01 01 0000 54000000  03000000
      0000000000000000 0100000000000000 03000000 00 01 0000
      0c00000000000000 0100000000000000 00000000 01 00 0000
      1000000000000000 0100000000000000 03000000 00 01 0000
      b73f4b36 8ad44842  c770f48d
    544c4958 01 02 0000 10000000  0300000000000000 1c00000000000000  23c1b05b`;
  store.files.set(indexPath, MemoryContent.of(hex(index)));
  const rig = over(store);
  const volume = await rig.mount();
  expect(await readAll(only(volume))).toEqual(['abc', '|', 'def']);
  await only(volume).append([{ ...blocks('ghi'), footprintLength: 1 }]);
  await volume.close();
  const again = await rig.mount();
  expect(await readAll(only(again))).toEqual(['abc', '|', 'def', 'ghi']);
  expect([1, 2, 3, 4].map((number) => only(again).footprintBefore(toBlockNumber(number)))).toEqual([3, 7, 10, 11]);
  expect(rig.events).toEqual([]);
});

test('after a crash, setmarks and blocks in envelopes are kept as far as they are whole, at any byte', async () => {
  const ends = [0, 4, 36, 40];
  for (let length = 0; length <= 40; length++) {
    const store = await closed();
    const volume = await over(store).mount();
    await only(volume).append([setmarks(1), ghiInEnvelope(), setmarks(1)]);
    await new Promise((resolve) => setImmediate(resolve));
    store.files.get(tapPath)!.truncate(28 + length);
    const kept = ends.filter((end) => end <= length).length - 1;
    expect(await readAll(only(await over(store).mount()))).toEqual(['abc', '|', 'def', ...['#', 'ghi', '#'].slice(0, kept)]);
    expect(store.files.get(tapPath)!.length).toBe(28 + ends[kept]!);
  }
});

test('without checksums a setmark proves itself after a crash, and zeros in its place are none', async () => {
  for (const zeroed of [false, true]) {
    const store = await closed('off');
    const volume = await over(store).mount();
    await only(volume).append([setmarks(1), filemarks(1)]);
    await new Promise((resolve) => setImmediate(resolve));
    if (zeroed) store.files.get(tapPath)!.bytes.fill(0, 28);
    expect(await readAll(only(await over(store).mount()))).toEqual(['abc', '|', 'def', ...(zeroed ? [] : ['#', '|'])]);
  }
});

test('a setmark or a block in an envelope that another program has appended counts, and a torn envelope is damage', async () => {
  const { envelope } = ghiInEnvelope();
  const record = `17000050 ${Buffer.from(encodeEnvelope(envelope!)).toString('hex')} 676869 00 17000050`;
  const store = await closed();
  appendTo(store, `00000000 53455474 ${record}`);
  expect(await readAll(only(await over(store).mount()))).toEqual(['abc', '|', 'def', '|', '#', 'ghi']);
  const torn = await closed();
  appendTo(torn, `53455474 ${record.slice(0, -4)}`);
  const objects = await readAll(only(await over(torn).mount()));
  expect(objects.slice(3)).toEqual(['#', '! from here on the tape file does not make sense']);
});

test('a partition without data has no tape file to look at', async () => {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8', discardsData: true });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), setmarks(1)]);
  await volume.close();
  const before = Buffer.from(store.files.get(indexPath)!.bytes);
  const files = { tapPath, journalPath: indexPath };
  const left = { tapBytes: 0, indexBytes: before.length };
  const sound = await examinePartition(store, files, { checksums: true, discardsData: true, left });
  expect([sound.index.count, sound.rebuilt, sound.cut]).toEqual([2, undefined, undefined]);
  const stale = await examinePartition(store, files, { checksums: true, discardsData: true, left: { ...left, indexBytes: 1 } });
  expect([stale.index.lastKind, stale.rebuilt]).toEqual([ObjectKind.lost, expect.stringContaining('not the one that was left')]);
  expect(Buffer.compare(before, store.files.get(indexPath)!.bytes)).toBe(0);
  expect(store.files.has(tapPath)).toBe(false);
});
