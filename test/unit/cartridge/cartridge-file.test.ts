import { beforeEach, expect, test } from 'vitest';
import { type CartridgeDescription, readDescription, writeDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { text } from './tape.ts';

const folder = '/cartridges/LAB001L8';
const path = `${folder}/cartridge.json`;
const description: CartridgeDescription = describeNew({ barcode: 'LAB001L8' }, systemClock);

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  await store.makeFolder(folder);
});
const put = (content: string | Uint8Array): void =>
  void store.files.set(path, MemoryContent.of(typeof content === 'string' ? text(content) : content));

test('what is written is read', async () => {
  await writeDescription(store, folder, { ...description, left: { tapBytes: 12, indexBytes: 34 } });
  expect(await readDescription(store, folder, 'LAB001L8')).toEqual({ ...description, left: { tapBytes: 12, indexBytes: 34 } });
});

test('a folder without a description is no cartridge', async () => {
  await expect(readDescription(store, folder, 'LAB001L8')).rejects.toMatchObject({
    code: 'cartridge-invalid',
    message: `${path}: it is missing.`,
    hint: `${folder} is no cartridge; move it elsewhere.`,
  });
});

test.each([
  ['not text', new Uint8Array([0xff, 0xfe]), 'it is not text'],
  ['not JSON', '{"format": 1,', 'it is not JSON: '],
  ['not an object', '7', ''],
  ['another format', JSON.stringify({ ...description, format: 2 }), 'format: '],
  ['a capacity in words', JSON.stringify({ ...description, capacityBytes: '12 TB' }), 'capacityBytes: '],
  ['an unknown medium', JSON.stringify({ ...description, mediumType: 'lto-99' }), 'mediumType: '],
  ['a negative counter', JSON.stringify({ ...description, counters: { ...description.counters, mounts: -1 } }), 'counters.mounts: '],
  ['a key too many', JSON.stringify({ ...description, colour: 'red' }), 'Unrecognized key: "colour"'],
  ['a key too few', JSON.stringify({ ...description, checksum: undefined }), 'checksum: '],
  ["another cartridge's barcode", JSON.stringify({ ...description, barcode: 'LAB002L8' }), 'barcode: "LAB002L8" in the folder of LAB001L8'],
  ['no room before early warning', JSON.stringify({ ...description, earlyWarningBytes: 12e12 }), 'earlyWarningBytes: '],
])('%s is told with file and key', async (_, content, why) => {
  put(content);
  const error = await readDescription(store, folder, 'LAB001L8').catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'UserError', code: 'cartridge-invalid', exitCode: 1 });
  expect(error.message.startsWith(`${path}: ${why}`)).toBe(true);
});
