import { expect, test } from 'vitest';
import { readDescription } from '../../../src/cartridge/cartridge-file.ts';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { prepareCartridge } from '../../../src/cartridge/prepare-cartridge.ts';
import { renameCartridge, withLabel } from '../../../src/cartridge/relabel.ts';
import { FailingStore } from './failing-store.ts';

const description = describeNew({ barcode: 'LAB001L8' }, { now: () => 0 });

const made = async (): Promise<FailingStore> => {
  const store = new FailingStore();
  await store.makeFolder('/cartridges');
  await (await prepareCartridge(store, '/cartridges/LAB001L8', description)).place();
  store.calls.length = 0;
  return store;
};
const rename = async (store: FailingStore): Promise<void> => {
  const now = await readDescription(store, '/cartridges/LAB001L8', 'LAB001L8');
  await renameCartridge(store, '/cartridges/LAB001L8', '/cartridges/LAB002L8', { ...now, barcode: 'LAB002L8' });
};

test('a label in order says nothing', () => {
  expect(withLabel(description, undefined)).toBe(description);
  const unreadable = withLabel(description, 'unreadable');
  expect(unreadable).toEqual({ ...description, label: 'unreadable' });
  expect(withLabel(unreadable, 'none')).toEqual({ ...description, label: 'none' });
  expect(withLabel(unreadable, 'readable')).toEqual(description);
});

test('what fails before the rename leaves the old cartridge', async () => {
  for (const broken of [/^rename cartridge.json/, /^rename LAB002L8/]) {
    const store = await made();
    store.broken = broken;
    await expect(rename(store)).rejects.toMatchObject({ code: 'io' });
    expect(await store.list('/cartridges')).toEqual(['LAB001L8']);
    expect(await readDescription(store, '/cartridges/LAB001L8', 'LAB001L8')).toMatchObject({ barcode: 'LAB001L8' });
  }
});

test('what fails after it leaves the new one, and nothing of the old name but in its file', async () => {
  const store = await made();
  const failing = rename(store);
  store.broken = undefined;
  const all = store.rename.bind(store);
  store.rename = async (from, to) => {
    await all(from, to);
    if (to.endsWith('LAB002L8')) store.broken = /^write cartridge.json.new/;
  };
  await failing;
  expect(await store.list('/cartridges')).toEqual(['LAB002L8']);
  store.broken = undefined;
  expect(await readDescription(store, '/cartridges/LAB002L8', 'LAB002L8')).not.toHaveProperty('nextBarcode');
  expect(await readDescription(store, '/cartridges/LAB002L8', 'LAB002L8')).toMatchObject({ barcode: 'LAB002L8' });
});

test('the old name is forgotten once all is done', async () => {
  const store = await made();
  await rename(store);
  await store.rename('/cartridges/LAB002L8', '/cartridges/LAB001L8');
  await expect(readDescription(store, '/cartridges/LAB001L8', 'LAB001L8')).rejects.toMatchObject({
    message: '/cartridges/LAB001L8/cartridge.json: barcode: "LAB002L8" in the folder of LAB001L8.',
  });
});
