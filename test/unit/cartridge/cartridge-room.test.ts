import { beforeEach, expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent } from '../../../src/cartridge/memory-store.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, filemarks, hex, only, readAll } from './tape.ts';

let store: FailingStore;
let room: CartridgeRoom;
beforeEach(async () => {
  store = new FailingStore();
  await store.makeFolder('/home');
  room = new CartridgeRoom({ folder: '/home/cartridges', store, clock: new ManualClock(Date.UTC(2026, 10, 22)) });
});
const names = async (): Promise<string> => [...store.folders, ...store.files.keys()].sort().join(' ');

test('a room that is not there yet is empty', async () => {
  expect(await room.barcodes()).toEqual([]);
  expect(await room.list()).toEqual([]);
});

test('what is created is listed, sorted, and nothing else is', async () => {
  const created = await room.create({ barcode: 'LAB002L8', capacityBytes: 64 * 1024 ** 2 });
  await room.create({ barcode: 'LAB001L9', writeProtected: true, checksum: 'off' });
  await store.makeFolder('/home/cartridges/.LAB003L8.new');
  await store.makeFolder('/home/cartridges/lost+found');
  expect(created).toEqual({
    barcode: 'LAB002L8',
    mediumType: 'lto-8',
    capacityBytes: 67_108_864,
    earlyWarningBytes: 4_194_304,
    writeProtected: false,
    writeOnce: false,
    discardsData: false,
    checksum: 'crc32c',
    created: '2026-11-22T00:00:00.000Z',
    recording: 'blank',
    densityCode: 0x5e,
    hostWriteProtection: 'none',
    loads: 0,
    bytesWritten: 0,
    bytesRead: 0,
    usedBytes: 0,
    blocks: 0,
    filemarks: 0,
    setmarks: 0,
    partitions: [{ capacityBytes: 67_108_864, earlyWarningBytes: 4_194_304, usedBytes: 0, blocks: 0, filemarks: 0, setmarks: 0 }],
    mounted: false,
  });
  const list = await room.list();
  expect(list.map(({ barcode }) => barcode)).toEqual(['LAB001L9', 'LAB002L8']);
  expect(list[1]).toEqual(created);
});

test('many are made or none: a barcode that is taken stops all', async () => {
  await room.create({ barcode: 'LAB003L8' });
  const before = await names();
  await expect(room.createAll(['LAB002L8', 'LAB003L8'].map((barcode) => ({ barcode })))).rejects.toMatchObject({
    code: 'barcode-taken',
    message: 'There is a cartridge LAB003L8 already.',
  });
  await expect(room.createAll(['LAB004L8', 'LAB004L8'].map((barcode) => ({ barcode })))).rejects.toMatchObject({ code: 'barcode-taken' });
  expect(await names()).toBe(before);
});

test.each([/^rename LAB003L8/, /^write partition-0.idx/])(
  'many are made or none: a disk that fails leaves nothing (%s)',
  async (broken) => {
    await room.create({ barcode: 'LAB001L8' });
    const before = await names();
    store.broken = broken;
    const failing = room.createAll(['LAB002L8', 'LAB003L8'].map((barcode) => ({ barcode })));
    await expect(failing).rejects.toMatchObject({ name: 'UserError', code: 'store-io' });
    expect(await names()).toBe(before);
  },
);

test('tens of thousands may be made and listed: few files are open at a time, and the folder is read once', async () => {
  const [openFile, list] = [store.openFile.bind(store), store.list.bind(store)];
  let [open, most, lists] = [0, 0, 0];
  store.openFile = async (...args) => {
    const file = await openFile(...args);
    most = Math.max(most, ++open);
    const close = async (): Promise<void> => {
      open -= 1;
      await file.close();
    };
    return { ...file, close };
  };
  store.list = (path) => {
    lists += 1;
    return list(path);
  };
  await room.createAll(Array.from({ length: 40 }, (_, index) => ({ barcode: `LAB0${index + 10}L8` })));
  expect(most).toBeLessThan(5);
  lists = 0;
  expect(await room.list()).toHaveLength(40);
  expect(lists).toBe(1);
});

test('a mounted cartridge is told with what is on it now, and is for nobody else', async () => {
  await room.create({ barcode: 'LAB001L8' });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), filemarks(1)]);
  expect(await room.show('LAB001L8')).toMatchObject({ mounted: true, usedBytes: 7, blocks: 1, filemarks: 1 });
  const inUse = { code: 'cartridge-in-use', message: 'Cartridge LAB001L8 is in a drive.', hint: 'eject it first.' };
  await expect(room.mount('LAB001L8')).rejects.toMatchObject(inUse);
  await expect(room.check('LAB001L8')).rejects.toMatchObject(inUse);
  await expect(room.exportImage('LAB001L8', '/home/x.tap')).rejects.toMatchObject(inUse);
  await volume.close();
  expect(await room.show('LAB001L8')).toMatchObject({ mounted: false, usedBytes: 7, blocks: 1, filemarks: 1 });
  expect(await readAll(only(await room.mount('LAB001L8')))).toEqual(['abc', '|']);
});

test('of two who mount at the same moment one is refused', async () => {
  await room.create({ barcode: 'LAB001L8' });
  const both = await Promise.allSettled([room.mount('LAB001L8'), room.mount('LAB001L8')]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('an unknown barcode is told with those that are known', async () => {
  const unknown = { code: 'barcode-unknown', message: 'There is no cartridge LAB009L8.' };
  await expect(room.show('LAB009L8')).rejects.toMatchObject({ ...unknown, hint: 'the home has no cartridges yet.' });
  for (let number = 1; number <= 6; number++) await room.create({ barcode: `LAB00${number}L8` });
  await expect(room.mount('LAB009L8')).rejects.toMatchObject({
    ...unknown,
    hint: 'known are LAB001L8, LAB002L8, LAB003L8, LAB004L8, LAB005L8 ….',
  });
  await expect(room.check('../LAB001L8')).rejects.toMatchObject({ code: 'barcode-unknown' });
});

test('a cartridge without its tape file is told, and may be mounted once it is back', async () => {
  await room.create({ barcode: 'LAB001L8' });
  const tap = store.files.get('/home/cartridges/LAB001L8/partition-0.tap')!;
  store.files.delete('/home/cartridges/LAB001L8/partition-0.tap');
  await expect(room.mount('LAB001L8')).rejects.toMatchObject({
    name: 'UserError',
    code: 'store-not-found',
    hint: 'a cartridge is a folder with cartridge.json and the files of its partitions, like partition-0.tap.',
  });
  store.files.set('/home/cartridges/LAB001L8/partition-0.tap', tap);
  await (await room.mount('LAB001L8')).close();
});

test('an image is imported and exported as it is', async () => {
  const image = hex('03000000 616263 00 03000000 00000000 02000080 6162 02000080 00000000');
  store.files.set('/home/in.tap', MemoryContent.of(image));
  expect(await room.importImage('/home/in.tap', { barcode: 'LAB001L8' })).toMatchObject({ usedBytes: 13, blocks: 2, filemarks: 2 });
  expect(await readAll(only(await room.mount('LAB001L8')))).toEqual(['abc', '|', '! it is marked as unreadable in the tape file', '|']);
  await room.importImage('/home/in.tap', { barcode: 'LAB002L8' });
  expect(await room.exportImage('LAB002L8', '/home/out.tap')).toEqual({ bytes: image.length, format: 'tap' });
  expect([...store.files.get('/home/out.tap')!.bytes]).toEqual([...image]);
});

test.each([
  ['garbage', '68656c6c6f20776f726c64', { barcode: 'LAB001L8' }, 'tap-invalid'],
  ['too much', '03000000 616263 00 03000000', { barcode: 'LAB001L8', capacityBytes: 2, earlyWarningBytes: 1 }, 'capacity-too-small'],
  ['a bad barcode', '00000000', { barcode: 'x' }, 'barcode-invalid'],
])('an import of %s is refused and changes nothing', async (_, content, specification, code) => {
  store.files.set('/home/in.tap', MemoryContent.of(hex(content)));
  const before = await names();
  await expect(room.importImage('/home/in.tap', specification)).rejects.toMatchObject({ name: 'UserError', code });
  expect(await names()).toBe(before);
});

test('the label is what the description says of it, whatever else that says', async () => {
  await room.create({ barcode: 'LAB001L8' });
  const path = '/home/cartridges/LAB001L8/cartridge.json';
  const description = JSON.parse(Buffer.from(store.files.get(path)!.bytes).toString());
  const label = (content: string): ReturnType<typeof room.label> => {
    store.files.set(path, MemoryContent.of(Buffer.from(content)));
    return room.label('LAB001L8');
  };
  expect(await room.label('LAB001L8')).toBe('readable');
  expect(await label(JSON.stringify({ ...description, label: 'unreadable' }))).toBe('unreadable');
  await (await room.mount('LAB001L8')).close();
  expect(await room.label('LAB001L8')).toBe('unreadable');
  expect(await label(JSON.stringify({ ...description, label: 'none' }))).toBe('none');
  expect(await label(JSON.stringify({ ...description, label: 'torn' }))).toBe('readable');
  await expect(room.show('LAB001L8')).rejects.toMatchObject({ code: 'cartridge-invalid', message: expect.stringMatching(/json: label: /) });
  expect(await label('{')).toBe('readable');
  for (const unknown of ['LAB002L8', '../LAB001L8'])
    await expect(room.label(unknown)).rejects.toMatchObject({ code: 'barcode-unknown', hint: 'known are LAB001L8.' });
});

test('a cartridge is given another barcode and another label outside a drive only', async () => {
  await room.create({ barcode: 'LAB001L8' });
  await room.create({ barcode: 'LAB002L8' });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), filemarks(1)]);
  await expect(room.relabel('LAB001L8', { barcode: 'LAB003L8' })).rejects.toMatchObject({ code: 'cartridge-in-use' });
  await volume.close();
  const before = await names();
  await expect(room.relabel('LAB001L8', { barcode: 'LAB002L8' })).rejects.toMatchObject({ code: 'barcode-taken' });
  await expect(room.relabel('LAB001L8', { barcode: '../x' })).rejects.toMatchObject({ code: 'barcode-invalid' });
  await expect(room.relabel('LAB009L8', { label: 'none' })).rejects.toMatchObject({ code: 'barcode-unknown' });
  expect(await names()).toBe(before);
  expect(await room.relabel('LAB001L8', { barcode: 'LAB003L8' })).toMatchObject({ barcode: 'LAB003L8', mediumType: 'lto-8', blocks: 1 });
  expect(await room.barcodes()).toEqual(['LAB002L8', 'LAB003L8']);
  expect(await room.relabel('LAB003L8', { label: 'unreadable' })).toMatchObject({ barcode: 'LAB003L8', label: 'unreadable' });
  expect(await room.label('LAB003L8')).toBe('unreadable');
  expect(await room.relabel('LAB003L8', { barcode: 'DDS001', label: 'none' })).toMatchObject({ barcode: 'DDS001', label: 'none' });
  const readable = await room.relabel('DDS001', { label: 'readable' });
  expect(readable).not.toHaveProperty('label');
  expect(readable).toEqual(await room.show('DDS001'));
  expect(await readAll(only(await room.mount('DDS001')))).toEqual(['abc', '|']);
});

test('of two who label, and of one who labels and one who mounts, one is refused', async () => {
  await room.create({ barcode: 'LAB001L8' });
  for (const other of [() => room.mount('LAB001L8'), () => room.relabel('LAB001L8', { label: 'none' })]) {
    const both = await Promise.allSettled([room.relabel('LAB001L8', { label: 'unreadable' }), other()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  }
});

test('a rotten description is told when the cartridge is asked for', async () => {
  await room.create({ barcode: 'LAB001L8' });
  store.files.set('/home/cartridges/LAB001L8/cartridge.json', MemoryContent.of(hex('7b7d')));
  for (const asked of [room.show('LAB001L8'), room.protect('LAB001L8', true), room.mount('LAB001L8'), room.check('LAB001L8')])
    await expect(asked).rejects.toMatchObject({ code: 'cartridge-invalid', message: expect.stringMatching(/cartridge.json: format: /) });
});

test('a list goes on behind what cannot be understood, and tells why', async () => {
  for (const barcode of ['LAB001L8', 'LAB002L8', 'LAB003L8']) await room.create({ barcode });
  store.files.set('/home/cartridges/LAB002L8/cartridge.json', MemoryContent.of(hex('7b7d')));
  store.files.delete('/home/cartridges/LAB003L8/partition-0.tap');
  expect(await room.list()).toEqual([
    expect.objectContaining({ barcode: 'LAB001L8', recording: 'blank' }),
    {
      barcode: 'LAB002L8',
      problem: {
        code: 'cartridge-invalid',
        message: expect.stringMatching(/LAB002L8\/cartridge.json: format: /),
        hint: 'mend the file, or move the folder elsewhere.',
      },
    },
    { barcode: 'LAB003L8', problem: expect.objectContaining({ code: 'store-not-found' }) },
  ]);
});

test('the write-protect switch is moved outside a drive only', async () => {
  await room.create({ barcode: 'LAB001L8' });
  expect(await room.protect('LAB001L8', true)).toMatchObject({ writeProtected: true });
  const volume = await room.mount('LAB001L8');
  expect(volume.writeProtected).toBe(true);
  await expect(room.protect('LAB001L8', false)).rejects.toMatchObject({
    code: 'cartridge-in-use',
    message: 'Cartridge LAB001L8 is in a drive.',
    hint: 'eject it first: the switch cannot be reached while it is in there.',
  });
  await volume.close();
  expect(await room.protect('LAB001L8', false)).toMatchObject({ writeProtected: false });
  expect((await room.mount('LAB001L8')).writeProtected).toBe(false);
});

test('what stands on each partition is told, in a drive and outside', async () => {
  await room.create({ barcode: 'LAB001L8', capacityBytes: 1000, partitions: 2 });
  const volume = await room.mount('LAB001L8');
  await volume.partitions[1]!.append([blocks('abc', 'def'), filemarks(1)]);
  const expected = {
    capacityBytes: 1000,
    recording: 'recorded',
    usedBytes: 10,
    blocks: 2,
    filemarks: 1,
    partitions: [
      { capacityBytes: 500, earlyWarningBytes: 31, usedBytes: 0, blocks: 0, filemarks: 0, setmarks: 0 },
      { capacityBytes: 500, earlyWarningBytes: 31, usedBytes: 10, blocks: 2, filemarks: 1, setmarks: 0 },
    ],
  };
  expect(await room.show('LAB001L8')).toMatchObject(expected);
  await volume.close();
  expect(await room.show('LAB001L8')).toMatchObject(expected);
});

test('of several partitions one is exported, and it is checked with the others', async () => {
  await room.create({ barcode: 'LAB001L8', capacityBytes: 1000, partitions: 2 });
  const volume = await room.mount('LAB001L8');
  await volume.partitions[1]!.append([filemarks(1)]);
  await volume.close();
  await expect(room.exportImage('LAB001L8', '/home/x.tap')).rejects.toMatchObject({
    code: 'partition-missing',
    hint: 'name one with --partition 0 to 1.',
  });
  await expect(room.exportImage('LAB001L8', '/home/x.tap', { partition: 2 })).rejects.toMatchObject({ code: 'partition-unknown' });
  expect(await room.exportImage('LAB001L8', '/home/x.tap', { partition: 1 })).toEqual({ bytes: 4, format: 'tap' });
  store.files.get('/home/cartridges/LAB001L8/partition-1.tap')!.bytes[0] = 1;
  expect(await room.check('LAB001L8')).toMatchObject({ objects: 1, filemarks: 0, faults: [{ partition: 1, position: 0 }] });
});

test('what discards its data keeps the structure, and gives no tape image', async () => {
  await room.create({ barcode: 'LAB001L8', discardsData: true });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc', 'def'), filemarks(1)]);
  await volume.close();
  expect(await room.show('LAB001L8')).toMatchObject({ discardsData: true, blocks: 2, filemarks: 1, usedBytes: 10 });
  expect(await room.check('LAB001L8')).toMatchObject({
    blocks: 2,
    filemarks: 1,
    bytes: 6,
    faults: [],
    notes: ['It keeps no data: what its blocks hold could not be compared.'],
  });
  await expect(room.exportImage('LAB001L8', '/home/x.tap')).rejects.toMatchObject({ code: 'cartridge-discards' });
});

test('a partition that was formatted by a drive that lost its power is blank, whatever its files hold', async () => {
  await room.create({ barcode: 'LAB001L8' });
  const path = '/home/cartridges/LAB001L8/cartridge.json';
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), filemarks(1)]);
  await volume.close();
  const description = JSON.parse(new TextDecoder().decode(store.files.get(path)!.bytes));
  description.partitions[0].left = 'blank';
  store.files.set(path, MemoryContent.of(new TextEncoder().encode(JSON.stringify(description))));
  expect(await room.show('LAB001L8')).toMatchObject({ blocks: 0, filemarks: 0 });
  expect(await room.check('LAB001L8')).toMatchObject({ objects: 0 });
  expect(await room.exportImage('LAB001L8', '/home/x.tap')).toEqual({ bytes: 0, format: 'tap' });
});

test('a cleaning cartridge has uses and no data', async () => {
  expect(await room.create({ barcode: 'CLN001L8' })).toMatchObject({ mediumType: 'lto-cleaning', capacityBytes: 0, usesLeft: 50 });
  const volume = await room.mount('CLN001L8');
  await volume.remember({ usesLeft: 49 });
  await volume.close();
  expect(await room.show('CLN001L8')).toMatchObject({ usesLeft: 49 });
  store.files.set('/home/in.tap', MemoryContent.of(hex('00000000')));
  await expect(room.importImage('/home/in.tap', { barcode: 'CLN002L8' })).rejects.toMatchObject({ code: 'cartridge-cleans' });
});
