import { expect, test } from 'vitest';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { prepareCartridge } from '../../../src/cartridge/prepare-cartridge.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { FailingStore } from './failing-store.ts';

const folder = '/cartridges/LAB001L8';
const description = describeNew({ barcode: 'LAB001L8' }, new ManualClock());

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

test('each partition has its files, and one that discards its data has no tape file', async () => {
  const store = new MemoryStore();
  await store.makeFolder('/cartridges');
  const several = describeNew({ barcode: 'LAB001L8', partitions: 3 }, new ManualClock());
  await (await prepareCartridge(store, folder, several)).place();
  const files = [0, 1, 2].flatMap((number) => [`partition-${number}.idx`, `partition-${number}.tap`]);
  expect(await store.list(folder)).toEqual(['cartridge.json', ...files]);
  const structure = describeNew({ barcode: 'LAB002L8', discardsData: true }, new ManualClock());
  const prepared = await prepareCartridge(store, '/cartridges/LAB002L8', structure);
  await prepared.place();
  expect(prepared.description.partitions[0]!.left).toEqual({ tapBytes: 0, indexBytes: expect.any(Number) });
  expect(await store.list('/cartridges/LAB002L8')).toEqual(['cartridge.json', 'partition-0.idx']);
});
