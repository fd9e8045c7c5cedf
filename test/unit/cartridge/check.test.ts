import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { blocks, filemarks, hex, only, text } from './tape.ts';

const tapPath = '/cartridges/LAB001L8/partition-0.tap';

async function written(): Promise<{ store: MemoryStore; room: CartridgeRoom }> {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8' });
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('abc', 'def'), filemarks(2), blocks('x')]);
  await volume.close();
  return { store, room };
}

const contents = (store: MemoryStore): Map<string, string> =>
  new Map([...store.files].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString('hex')]));

test('a sound cartridge is counted', async () => {
  const { room } = await written();
  expect(await room.check('LAB001L8')).toEqual({
    barcode: 'LAB001L8',
    objects: 5,
    blocks: 3,
    filemarks: 2,
    setmarks: 0,
    bytes: 7,
    faults: [],
    notes: [],
  });
});

test('every damage is told with its position and place, and nothing is changed', async () => {
  const { store, room } = await written();
  store.files.get(tapPath)!.bytes[5]! ^= 1;
  store.files.get(tapPath)!.bytes[24] = 1;
  const before = contents(store);
  expect(await room.check('LAB001L8')).toMatchObject({
    blocks: 2,
    filemarks: 1,
    bytes: 4,
    faults: [
      { partition: 0, position: 0, offset: 0, message: `${tapPath}:0: its data does not match its checksum` },
      { partition: 0, position: 2, offset: 24, message: `${tapPath}:24: 00000001h stands where a filemark was written` },
    ],
  });
  expect(contents(store)).toEqual(before);
});

test('garbage is told with the offset and why', async () => {
  const { store, room } = await written();
  store.files.set(tapPath, MemoryContent.of(text('hello, this is no tape')));
  store.files.delete('/cartridges/LAB001L8/partition-0.idx');
  const before = contents(store);
  const { faults, notes } = await room.check('LAB001L8');
  expect(faults).toEqual([
    {
      partition: 0,
      position: 0,
      offset: 0,
      message: `${tapPath}:0: 6C6C6568h would be a record of 208430440 bytes, and 16777215 is the most a record holds`,
    },
  ]);
  expect(notes).toEqual(['The index is of no use (it is missing), so checksums could not be compared.']);
  expect(contents(store)).toEqual(before);
});

test('a tail that the next mount will cut or accept is noted', async () => {
  const { store, room } = await written();
  const tap = store.files.get(tapPath)!;
  tap.write(hex('01000000 79 00 01000000 02000000'), tap.length);
  const before = contents(store);
  expect(await room.check('LAB001L8')).toMatchObject({
    objects: 6,
    faults: [],
    notes: [
      'The last 1 objects were added by another program.',
      '4 bytes with 0 objects behind the end were added by another program and are no whole record, and will be cut.',
    ],
  });
  expect(contents(store)).toEqual(before);
});

test('a tail that a crash has left is noted as never synchronised', async () => {
  const { store, room } = await written();
  const volume = await room.mount('LAB001L8');
  await only(volume).append([blocks('y')]);
  const tap = store.files.get(tapPath)!;
  tap.write(hex('02000000'), tap.length);
  expect((await new CartridgeRoom({ folder: '/cartridges', store }).check('LAB001L8')).notes).toEqual([
    expect.stringMatching(/^\d+ bytes with \d objects behind the end were never synchronised, and will be cut\.$/),
  ]);
});
