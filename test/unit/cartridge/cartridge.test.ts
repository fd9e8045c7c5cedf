import { expect, test } from 'vitest';
import { openCartridge } from '../../../src/cartridge/cartridge.ts';
import { readDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { prepareCartridge } from '../../../src/cartridge/prepare-cartridge.ts';
import { toBlockNumber, type Volume } from '../../../src/cartridge/volume.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, only, readAll } from './tape.ts';

const folder = '/cartridges/LAB001L8';
const description = describeNew({ barcode: 'LAB001L8', writeProtected: true }, new ManualClock());

async function made<S extends MemoryStore>(store: S): Promise<S> {
  await store.makeFolder('/cartridges');
  await (await prepareCartridge(store, folder, description)).place();
  return store;
}
const open = async (store: MemoryStore, closed = (): void => {}) =>
  openCartridge({ store, folder, description: await readDescription(store, folder, 'LAB001L8'), publish: () => {}, closed });

test('the volume is what the description says', async () => {
  const volume = await open(await made(new MemoryStore()));
  expect(volume).toMatchObject({ barcode: 'LAB001L8', writeProtected: true, mediumType: { name: 'lto-8', densityCode: 0x5e } });
  expect(only(volume)).toMatchObject({ capacityBytes: 12e12, earlyWarningBytes: 2 * 1024 ** 3, endOfData: 0 });
});

test('its description tells how it was left', async () => {
  const store = await made(new MemoryStore());
  const volume = await open(store);
  await only(volume).append([blocks('abc', 'def')]);
  expect(await readDescription(store, folder, 'LAB001L8')).toMatchObject({ partitions: [{ left: null }] });
  // Nobody told it; a drive does.
  expect(volume.state.recording).toBe('recorded');
  await volume.close();
  const { partitions } = await readDescription(store, folder, 'LAB001L8');
  expect(partitions[0]!.left).toEqual({ tapBytes: 24, indexBytes: store.files.get(`${folder}/partition-0.idx`)!.length });
});

test('closing tells that it is closed even when it fails', async () => {
  const store = await made(new FailingStore());
  let closed = 0;
  const volume = await open(store, () => closed++);
  await only(volume).append([blocks('abc')]);
  store.broken = /^datasync/;
  await expect(volume.close()).rejects.toMatchObject({ name: 'VolumeError', kind: 'io' });
  expect(closed).toBe(1);
});

test('what it remembers lasts, and none of two changes at once is lost', async () => {
  const store = await made(new MemoryStore());
  const volume = await open(store);
  await Promise.all([volume.remember({ loads: 1 }), volume.remember({ hostWriteProtection: 'persistent' })]);
  const attribute = { partition: 0, identifier: 0x0806, format: 'ascii', value: Uint8Array.of(65) } as const;
  await volume.remember({ attributes: [attribute] });
  // Nobody closes it: the process is killed.
  expect((await open(store)).state).toMatchObject({ loads: 1, hostWriteProtection: 'persistent', attributes: [attribute] });
});

test('what it cannot remember durably it does not remember', async () => {
  const store = await made(new FailingStore());
  const volume = await open(store);
  store.broken = /^datasync cartridge.json/;
  await expect(volume.remember({ loads: 1 })).rejects.toMatchObject({ name: 'VolumeError', kind: 'io' });
  expect(volume.state.loads).toBe(0);
  store.broken = undefined;
  await volume.remember({ loads: 2 });
  expect((await open(store)).state.loads).toBe(2);
});

const parts = (volume: Volume): readonly (readonly [number, number, number])[] =>
  volume.partitions.map(({ capacityBytes, earlyWarningBytes, endOfData }) => [capacityBytes, earlyWarningBytes, endOfData]);

test('formatting makes it blank, with other partitions, and leaves no files of the old ones', async () => {
  const store = await made(new MemoryStore());
  const volume = await open(store);
  await only(volume).append([blocks('abc')]);
  await volume.remember({
    recording: 'recorded',
    densityCode: 0x5c,
    loads: 7,
    bytesWritten: 3,
    attributes: [0, 2].map((partition) => ({ partition, identifier: 1, format: 'binary', value: Uint8Array.of() })),
  });
  await volume.format([{ capacityBytes: 6e12 }, { capacityBytes: 1600 }, { capacityBytes: 1600, earlyWarningBytes: 7 }]);
  expect(parts(volume)).toEqual([
    [6e12, 2 * 1024 ** 3, 0],
    [1600, 100, 0],
    [1600, 7, 0],
  ]);
  expect(volume.state).toMatchObject({ recording: 'blank', densityCode: 0x5e, loads: 7, bytesWritten: 3 });
  await volume.partitions[2]!.append([blocks('xyz')]);
  await volume.format([{ capacityBytes: 12e12 }]);
  expect(parts(volume)).toEqual([[12e12, 2 * 1024 ** 3, 0]]);
  expect(volume.state.attributes.map(({ partition }) => partition)).toEqual([0]);
  await volume.close();
  expect(await store.list(folder)).toEqual(['cartridge.json', 'partition-0.idx', 'partition-0.tap']);
});

test('an early warning that the operator chose holds where it fits', async () => {
  const store = new MemoryStore();
  const chosen = describeNew({ barcode: 'LAB001L8', capacityBytes: 3200, earlyWarningBytes: 1000 }, new ManualClock());
  await store.makeFolder('/cartridges');
  await (await prepareCartridge(store, folder, chosen)).place();
  const volume = await open(store);
  await volume.format([{ capacityBytes: 2400 }, { capacityBytes: 800 }]);
  expect(parts(volume)).toEqual([
    [2400, 1000, 0],
    [800, 50, 0],
  ]);
});

test('a format that cannot be described leaves the old volume, and it goes on', async () => {
  const store = await made(new FailingStore());
  const volume = await open(store);
  await only(volume).append([blocks('abc')]);
  store.broken = /^rename cartridge.json/;
  await expect(volume.format([{ capacityBytes: 1000 }])).rejects.toMatchObject({ name: 'VolumeError' });
  store.broken = undefined;
  await only(volume).append([blocks('def')]);
  await volume.close();
  expect(await readAll(only(await open(store)))).toEqual(['abc', 'def']);
});

test('a format that finds no room for the new files is done at the next opening, and nothing can be used before', async () => {
  const store = await made(new FailingStore());
  const volume = await open(store);
  await only(volume).append([blocks('abc')]);
  store.broken = /^write partition-0.idx/;
  await expect(volume.format([{ capacityBytes: 1000 }])).rejects.toMatchObject({ name: 'VolumeError' });
  store.broken = undefined;
  const lost = only(volume);
  expect(lost).toMatchObject({ capacityBytes: 1000, endOfData: 1 });
  expect(lost.objectAt(toBlockNumber(0))).toEqual({ kind: 'damaged', length: 0 });
  for (const use of [lost.append([blocks('x')]), lost.read(toBlockNumber(0), 1), lost.truncate(toBlockNumber(0)), lost.sync()])
    await expect(use).rejects.toMatchObject({ name: 'VolumeError' });
  await volume.close();
  expect(parts(await open(store))).toEqual([[1000, 62, 0]]);
});
