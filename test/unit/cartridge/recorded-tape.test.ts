import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import type { RecordedObject, RecordedTape } from '../../../src/cartridge/recorded-tape.ts';
import { openTapeImage } from '../../../src/cartridge/tape-image.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { encodeAws } from './awstape-bytes.ts';
import { hex, text } from './tape.ts';

async function objectsOf(tape: RecordedTape): Promise<(string | RecordedObject)[]> {
  const objects: (string | RecordedObject)[] = [];
  for await (const object of tape.objects()) objects.push(object.kind === 'block' ? Buffer.from(object.data).toString() : object);
  await tape.close();
  return objects;
}

test('tape images in each format give what is on them', async () => {
  const store = new MemoryStore();
  await store.makeFolder('/');
  const filemark = { kind: 'filemark' };
  for (const [name, content] of [
    ['/x.tap', hex('03000000 616263 00 03000000 00000000')],
    ['/x.aws', encodeAws(['abc', '|'])],
    ['/x.het', encodeAws(['abc', '|'], { compress: true })],
  ] as const) {
    store.files.set(name, MemoryContent.of(content));
    expect(await objectsOf(await openTapeImage(store, name, { checksums: false }))).toEqual(['abc', filemark]);
  }
});

test('a cartridge gives what is on it, also while a drive has it, and rotten blocks as such', async () => {
  const store = new MemoryStore();
  await store.makeFolder('/');
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L4' });
  expect(await objectsOf(await room.read('LAB001L4'))).toEqual([]);
  const volume = await room.mount('LAB001L4');
  const [partition] = volume.partitions;
  const block = (data: string) => ({ kind: 'block' as const, count: 1, recordLength: data.length, data: ByteList.of(text(data)) });
  await partition!.append([block('first'), { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty }, block('second')]);
  await partition!.sync();
  expect(await objectsOf(await room.read('LAB001L4'))).toEqual(['first', { kind: 'filemark' }, 'second']);
  await volume.close();
  const tap = [...store.files.keys()].find((path) => path.endsWith('.tap'))!;
  const file = await store.openFile(tap, 'update');
  await file.write([text('F')], 4);
  await file.close();
  expect(await objectsOf(await room.read('LAB001L4'))).toEqual([
    { kind: 'unreadable', reason: 'its data does not match its checksum', lengthBytes: 5 },
    { kind: 'filemark' },
    'second',
  ]);
  await expect(room.read('LAB002L4')).rejects.toMatchObject({ code: 'barcode-unknown' });
});
