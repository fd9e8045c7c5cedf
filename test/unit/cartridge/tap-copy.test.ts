import { beforeEach, expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { writeNewFile } from '../../../src/cartridge/new-file.ts';
import type { Store } from '../../../src/cartridge/store.ts';
import { copyTap } from '../../../src/cartridge/tap-copy.ts';
import { openTapeImage } from '../../../src/cartridge/tape-image.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, enveloped, filemarks, hex, only, readAll, setmarks, text } from './tape.ts';

const image = hex('03000000 616263 00 03000000 00000000 ffffffff 0102');

const exportTap = (to: Store, from: string, path: string): Promise<number> => writeNewFile(to, path, (file) => copyTap(to, from, file));

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  await store.makeFolder('/out');
  store.files.set('/in.tap', MemoryContent.of(image));
});

test('an image is walked, and copied as it is', async () => {
  const { index, fill, close } = await openTapeImage(store, '/in.tap', { checksums: true });
  expect([index.count, index.filemarksBefore(index.count)]).toEqual([2, 1]);
  const copy = await store.openFile('/out/copy', 'create');
  expect(await fill(copy)).toEqual({ index, tapLength: image.length });
  await close();
  expect([...store.files.get('/out/copy')!.bytes]).toEqual([...image]);
});

test('garbage is refused with the offset of the first wrong place', async () => {
  store.files.set('/in.tap', MemoryContent.of(hex('00000000 03000000 616263 00 04000000')));
  await expect(openTapeImage(store, '/in.tap', { checksums: true })).rejects.toMatchObject({
    name: 'UserError',
    code: 'tap-invalid',
    message: '/in.tap:4: a record of 3 bytes whose length after the data is 00000004h instead of 00000003h.',
    hint: 'the file is no SIMH tape image from there on; 1 object before it is whole.',
  });
  // Four letters may happen to be a private marker.
  store.files.set('/in.tap', MemoryContent.of(text('test')));
  await expect(openTapeImage(store, '/in.tap', { checksums: true })).rejects.toMatchObject({
    code: 'tap-invalid',
    message: '/in.tap:0: nothing but private markers and records.',
  });
  await expect(openTapeImage(store, '/none.tap', { checksums: true })).rejects.toMatchObject({
    code: 'file-not-found',
    message: 'There is no file /none.tap.',
  });
});

test('setmarks alone are a tape', async () => {
  store.files.set('/in.tap', MemoryContent.of(hex('53455474')));
  const { index, close } = await openTapeImage(store, '/in.tap', { checksums: true });
  expect(index.setmarksBefore(index.count)).toBe(1);
  await close();
});

test('setmarks and envelopes leave with the file and come in with it', async () => {
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8' });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc'), setmarks(2), enveloped('def'), filemarks(1)]);
  await volume.close();
  await room.exportImage('LAB001L8', '/out/copy.tap');
  expect([...store.files.get('/out/copy.tap')!.bytes]).toEqual([...store.files.get('/cartridges/LAB001L8/partition-0.tap')!.bytes]);
  await room.importImage('/out/copy.tap', { barcode: 'LAB002L8' });
  const copy = only(await room.mount('LAB002L8'));
  expect(await readAll(copy)).toEqual(['abc', '#', '#', 'def', '|']);
  expect(await copy.read(toBlockNumber(3), 0)).toMatchObject([{ envelope: enveloped('def').envelope }, { kind: 'filemark' }]);
});

test('an export never takes the place of anything', async () => {
  expect(await exportTap(store, '/in.tap', '/out/copy.tap')).toBe(image.length);
  expect([...store.files.get('/out/copy.tap')!.bytes]).toEqual([...image]);
  store.files.set('/out/copy.tap', MemoryContent.of(hex('00')));
  await expect(exportTap(store, '/in.tap', '/out/copy.tap')).rejects.toMatchObject({ code: 'file-exists' });
  expect(store.files.get('/out/copy.tap')!.length).toBe(1);
  await expect(exportTap(store, '/in.tap', '/none/copy.tap')).rejects.toMatchObject({ code: 'folder-not-found' });
});

test('an export that fails leaves nothing', async () => {
  const failing = new FailingStore();
  await failing.makeFolder('/out');
  failing.files.set('/in.tap', MemoryContent.of(image));
  failing.full = { suffix: 'copy.tap', bytes: 7 };
  await expect(exportTap(failing, '/in.tap', '/out/copy.tap')).rejects.toMatchObject({ code: 'no-space' });
  expect(await failing.list('/out')).toEqual([]);
});
