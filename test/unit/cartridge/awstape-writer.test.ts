import { beforeEach, expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent } from '../../../src/cartridge/memory-store.ts';
import type { RecordRun } from '../../../src/cartridge/volume.ts';
import { decodeAws } from './awstape-bytes.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, enveloped, filemarks, hex, only, setmarks } from './tape.ts';

let store: FailingStore;
let room: CartridgeRoom;
beforeEach(async () => {
  store = new FailingStore();
  await store.makeFolder('/out');
  room = new CartridgeRoom({ folder: '/cartridges', store });
});

async function record(...runs: RecordRun[]): Promise<void> {
  await room.create({ barcode: 'LAB001L8' });
  const volume = await room.mount('LAB001L8');
  await only(volume).append(runs);
  await volume.close();
}
const exported = (path: string): Uint8Array => store.files.get(path)!.bytes.slice(0, store.files.get(path)!.length);

test('blocks and marks are written with the lengths of their neighbours', async () => {
  await record(blocks('abc'), filemarks(2), blocks('de', 'fg'));
  expect(await room.exportImage('LAB001L8', '/out/copy.aws')).toEqual({ bytes: 37, format: 'aws' });
  expect(Buffer.from(exported('/out/copy.aws')).toString('hex')).toBe(
    '03000000a000616263000003004000000000004000020000 00a0006465020002 00a0006667'.replaceAll(' ', ''),
  );
  expect(await room.show('LAB001L8')).toMatchObject({ mounted: false, blocks: 3 });
});

test('a block longer than a chunk is cut, and compressed before that', async () => {
  const long = 'x'.repeat(65_535 * 2 + 1);
  await record(blocks(long), blocks('y'.repeat(65_535)), blocks('zz'));
  await room.exportImage('LAB001L8', '/out/copy.aws');
  expect(decodeAws(exported('/out/copy.aws'))).toEqual({ objects: [long, 'y'.repeat(65_535), 'zz'], compressed: 0, chunks: 5 });
  await room.exportImage('LAB001L8', '/out/copy.het');
  // What does not become shorter stays as it is.
  expect(decodeAws(exported('/out/copy.het'))).toEqual({ objects: [long, 'y'.repeat(65_535), 'zz'], compressed: 2, chunks: 3 });
  await room.exportImage('LAB001L8', '/out/copy', { format: 'het' });
  expect(exported('/out/copy')).toEqual(exported('/out/copy.het'));
});

const encryption = { nonce: hex('00'.repeat(12)), tag: hex('00'.repeat(16)), keyCheck: hex('00000000') };
const keyData = { authenticatedKeyData: new Uint8Array(0), unauthenticatedKeyData: new Uint8Array(0) };
test.each<[string, RecordRun, string]>([
  ['setmarks', setmarks(1), 'Cartridge LAB001L8 has setmarks, and AWSTAPE has no word for them.'],
  [
    'encryption',
    { ...blocks('abc'), envelope: { encryption: { ...encryption, ...keyData } } },
    'Cartridge LAB001L8 has encrypted blocks, and AWSTAPE has no word for them.',
  ],
  [
    'protection information',
    enveloped('abc'),
    'Cartridge LAB001L8 has blocks with protection information, and AWSTAPE has no word for them.',
  ],
])('what the format cannot hold is refused, and leaves no file: %s', async (_, run, message) => {
  await record(blocks('a'.repeat(1000)), run);
  await expect(room.exportImage('LAB001L8', '/out/copy.aws')).rejects.toMatchObject({
    name: 'UserError',
    code: 'image-cannot-hold',
    message,
    hint: 'export it as .tap, which holds all that is on a cartridge.',
  });
  expect(await store.list('/out')).toEqual([]);
  await room.exportImage('LAB001L8', '/out/copy.tap');
});

test('a block that cannot be read ends the export, and leaves no file', async () => {
  store.files.set('/out/in.tap', MemoryContent.of(hex('01000000 6100 01000000 02000080 6162 02000080')));
  await room.importImage('/out/in.tap', { barcode: 'LAB001L8' });
  await expect(room.exportImage('LAB001L8', '/out/copy.het')).rejects.toMatchObject({
    code: 'cartridge-damaged',
    message: 'Object 1 of cartridge LAB001L8 cannot be read: it is marked as unreadable in the tape file.',
  });
  expect(await store.list('/out')).toEqual(['in.tap']);
  await (await room.mount('LAB001L8')).close();
});

test('erase gaps are left behind', async () => {
  store.files.set('/out/in.tap', MemoryContent.of(hex('feffffff 01000000 6100 01000000 feffffff 00000000')));
  await room.importImage('/out/in.tap', { barcode: 'LAB001L8' });
  await room.exportImage('LAB001L8', '/out/copy.aws');
  expect(decodeAws(exported('/out/copy.aws')).objects).toEqual(['a', '|']);
});

test('a disk that fails leaves no file, and the cartridge to others', async () => {
  await record(blocks('abc'));
  store.full = { suffix: 'copy.aws', bytes: 7 };
  await expect(room.exportImage('LAB001L8', '/out/copy.aws')).rejects.toMatchObject({ name: 'UserError', code: 'store-no-space' });
  store.broken = /^read partition-0.tap/;
  await expect(room.exportImage('LAB001L8', '/out/copy.het')).rejects.toMatchObject({ name: 'UserError', code: 'store-io' });
  store.broken = undefined;
  expect(await store.list('/out')).toEqual([]);
  await (await room.mount('LAB001L8')).close();
});
