import { expect, test } from 'vitest';
import { openCartridge, prepareCartridge } from '../../../src/cartridge/cartridge.ts';
import { readDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { FailingStore } from './failing-store.ts';
import { blocks, only } from './tape.ts';

const folder = '/cartridges/LAB001L8';
const description = describeNew({ barcode: 'LAB001L8', writeProtected: true }, new ManualClock());

async function made<S extends MemoryStore>(store: S): Promise<S> {
  await store.makeFolder('/cartridges');
  await (await prepareCartridge(store, folder, description)).place();
  return store;
}
const open = async (store: MemoryStore, closed = (): void => {}) =>
  openCartridge({ store, folder, description: await readDescription(store, folder, 'LAB001L8'), publish: () => {}, closed });

test('a cartridge has no name until it is whole, and leaves nothing when it is given up', async () => {
  const store = new MemoryStore();
  await store.makeFolder('/cartridges');
  const prepared = await prepareCartridge(store, folder, description);
  expect(await store.list('/cartridges')).toEqual(['.LAB001L8.new']);
  await prepared.discard();
  expect(await store.list('/cartridges')).toEqual([]);
  await (await prepareCartridge(store, folder, description)).place();
  expect(await store.list(folder)).toEqual(['cartridge.json', 'partition-0.idx', 'partition-0.tap']);
});

test('what a crash has left of an attempt is no hindrance, and a failed one leaves nothing', async () => {
  const store = new FailingStore();
  await store.makeFolder('/cartridges/.LAB001L8.new/deep');
  store.broken = /^datasync/;
  await expect(prepareCartridge(store, folder, description)).rejects.toMatchObject({ code: 'io' });
  expect(await store.list('/cartridges')).toEqual([]);
});

test('the volume is what the description says', async () => {
  const volume = await open(await made(new MemoryStore()));
  expect(volume).toMatchObject({ barcode: 'LAB001L8', writeProtected: true, mediumType: { name: 'lto-8', densityCode: 0x5e } });
  expect(only(volume)).toMatchObject({ capacityBytes: 12e12, earlyWarningBytes: 2 * 1024 ** 3, endOfData: 0 });
});

test('its description tells how it was left, and what was done with it', async () => {
  const store = await made(new MemoryStore());
  const volume = await open(store);
  await only(volume).append([blocks('abc', 'def')]);
  expect(await readDescription(store, folder, 'LAB001L8')).toMatchObject({ left: null, counters: { mounts: 0 } });
  await only(volume).read(toBlockNumber(0), 3);
  await volume.close();
  const { left, counters } = await readDescription(store, folder, 'LAB001L8');
  expect(counters).toEqual({ mounts: 1, bytesWritten: 6, bytesRead: 3 });
  expect(left).toEqual({ tapBytes: 24, indexBytes: store.files.get(`${folder}/partition-0.idx`)!.length });
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
