import { beforeEach, expect, test } from 'vitest';
import { type CartridgeDescription, readDescription, writeDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { bytes, text } from './tape.ts';

const folder = '/cartridges/LAB001L8';
const path = `${folder}/cartridge.json`;
const description: CartridgeDescription = describeNew({ barcode: 'LAB001L8' }, systemClock);
const part = description.partitions[0]!;

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  await store.makeFolder(folder);
});
const put = (content: string | Uint8Array): void =>
  void store.files.set(path, MemoryContent.of(typeof content === 'string' ? text(content) : content));

test('what is written is read', async () => {
  const changed: CartridgeDescription = {
    ...description,
    partitions: [
      { capacityBytes: 5e12, earlyWarningBytes: 12, left: { tapBytes: 12, indexBytes: 34 } },
      { capacityBytes: 7e12, earlyWarningBytes: 0, left: null },
    ],
    state: {
      recording: 'recorded',
      densityCode: 0x5e,
      hostWriteProtection: 'persistent',
      usesLeft: 0,
      loads: 3,
      mounts: [{ vendorIdentification: 'IBM', serialNumber: 'S1' }],
      bytesWritten: 4,
      bytesRead: 5,
      attributes: [
        { partition: 1, identifier: 0x0806, format: 'ascii', value: text('LAB001') },
        { partition: 0, identifier: 0x0800, format: 'binary', value: bytes() },
      ],
    },
  };
  await writeDescription(store, folder, changed);
  expect(await readDescription(store, folder, 'LAB001L8')).toEqual(changed);
});

const format1 = {
  format: 1,
  barcode: 'LAB001L8',
  mediumType: 'lto-8',
  capacityBytes: 1000,
  earlyWarningBytes: 100,
  writeProtected: true,
  checksum: 'off',
  created: '2026-01-01T00:00:00.000Z',
  left: { tapBytes: 12, indexBytes: 34 },
  counters: { mounts: 3, bytesWritten: 4, bytesRead: 5 },
};

test('format 1 is read as what it means now', async () => {
  put(JSON.stringify(format1));
  expect(await readDescription(store, folder, 'LAB001L8')).toEqual({
    format: 2,
    barcode: 'LAB001L8',
    mediumType: 'lto-8',
    capacityBytes: 1000,
    earlyWarningBytes: 100,
    writeProtected: true,
    writeOnce: false,
    discardsData: false,
    checksum: 'off',
    created: '2026-01-01T00:00:00.000Z',
    partitions: [{ capacityBytes: 1000, earlyWarningBytes: 100, left: { tapBytes: 12, indexBytes: 34 } }],
    state: { ...description.state, loads: 3, bytesWritten: 4, bytesRead: 5 },
  });
  put(JSON.stringify({ ...format1, earlyWarningBytes: 62 }));
  expect(await readDescription(store, folder, 'LAB001L8')).toMatchObject({ earlyWarningBytes: null });
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
  ['another format', JSON.stringify({ ...description, format: 3 }), 'it is of format 3, and this program reads formats 1 and 2.'],
  ['an unknown medium', JSON.stringify({ ...description, mediumType: 'lto-88' }), 'mediumType: "lto-88" is no medium type.'],
  ['a mixture of formats', JSON.stringify({ ...description, format: 1 }), ''],
  ['format 1 with a key too many', JSON.stringify({ ...format1, writeOnce: true }), 'Unrecognized key: "writeOnce"'],
  ['a capacity in words', JSON.stringify({ ...description, capacityBytes: '12 TB' }), 'capacityBytes: '],
  ['a negative counter', JSON.stringify({ ...description, state: { ...description.state, loads: -1 } }), 'state.loads: '],
  [
    'an attribute that is not hexadecimal',
    JSON.stringify({
      ...description,
      state: { ...description.state, attributes: [{ partition: 0, identifier: 1, format: 'text', value: 'abc' }] },
    }),
    'state.attributes.0.value: Invalid hexadecimal digits',
  ],
  ['no partition', JSON.stringify({ ...description, partitions: [] }), 'partitions: '],
  ['too many partitions', JSON.stringify({ ...description, partitions: Array(5).fill(part) }), 'partitions: '],
  [
    'partitions that do not fit',
    JSON.stringify({ ...description, partitions: [part, part] }),
    'partitions: Partitions of 24000000000000 bytes in all do not fit',
  ],
  ['a key too many', JSON.stringify({ ...description, colour: 'red' }), 'Unrecognized key: "colour"'],
  ['a key too few', JSON.stringify({ ...description, checksum: undefined }), 'checksum: '],
  ["another cartridge's barcode", JSON.stringify({ ...description, barcode: 'LAB002L8' }), 'barcode: "LAB002L8" in the folder of LAB001L8'],
  [
    'no room before early warning',
    JSON.stringify({ ...description, partitions: [{ ...part, earlyWarningBytes: 12e12 }] }),
    'earlyWarningBytes: ',
  ],
])('%s is told with file and key', async (_, content, why) => {
  put(content);
  const error = await readDescription(store, folder, 'LAB001L8').catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'UserError', code: 'cartridge-invalid', exitCode: 1 });
  expect(error.message.startsWith(`${path}: ${why}`)).toBe(true);
});
