import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { readWhole, replaceWhole } from '../../../src/cartridge/store.ts';
import { Inventory } from '../../../src/library/inventory.ts';

const file = '/home/inventory.json';
async function emptyHome(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder('/home');
  return store;
}

describe('the inventory', () => {
  it('knows nothing at first', async () => {
    const inventory = await Inventory.open(await emptyHome(), file);
    expect(inventory.content('drive0')).toBeUndefined();
    expect(inventory.driveOf('LAB001L8')).toBeUndefined();
  });

  it('remembers what is where', async () => {
    const store = await emptyHome();
    const before = await Inventory.open(store, file);
    await before.record('drive0', { cartridge: 'LAB001L8', loaded: true });
    await before.record('drive1', { loaded: false });
    const after = await Inventory.open(store, file);
    expect(after.content('drive0')).toEqual({ cartridge: 'LAB001L8', loaded: true });
    expect(after.content('drive1')).toEqual({ loaded: false });
    expect(after.driveOf('LAB001L8')).toBe('drive0');
  });

  it('has written the last of many changes when it resolves', async () => {
    const store = await emptyHome();
    const before = await Inventory.open(store, file);
    void before.record('drive0', { cartridge: 'LAB001L8', loaded: true });
    void before.record('drive0', { cartridge: 'LAB001L8', loaded: false });
    await before.record('drive0', { loaded: false });
    expect((await Inventory.open(store, file)).content('drive0')).toEqual({ loaded: false });
  });

  it('writes nothing when nothing has changed', async () => {
    const store = await emptyHome();
    const inventory = await Inventory.open(store, file);
    await inventory.record('drive0', { cartridge: 'LAB001L8', loaded: true });
    await store.remove(file);
    await inventory.record('drive0', { cartridge: 'LAB001L8', loaded: true });
    await inventory.retain(['drive0']);
    await expect(readWhole(store, file)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('forgets drives that are no more', async () => {
    const store = await emptyHome();
    const inventory = await Inventory.open(store, file);
    await inventory.record('drive0', { cartridge: 'LAB001L8', loaded: true });
    await inventory.retain(['drive1']);
    expect((await Inventory.open(store, file)).driveOf('LAB001L8')).toBeUndefined();
  });

  it.each(['', 'null', '{"format":2,"drives":{}}', '{"format":1,"drives":{"drive0":{"loaded":"yes"}}}', '{"format":1,"drives":{},"x":1}'])(
    'says so when its file is damaged: %s',
    async (text) => {
      const store = await emptyHome();
      await replaceWhole(store, file, [Buffer.from(text)]);
      await expect(Inventory.open(store, file)).rejects.toMatchObject({ code: 'inventory-damaged' });
    },
  );
});
