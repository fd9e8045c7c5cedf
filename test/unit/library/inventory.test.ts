import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { readWhole, replaceWhole, StoreError } from '../../../src/cartridge/store.ts';
import { Inventory } from '../../../src/library/inventory.ts';
import { FailingStore } from '../cartridge/failing-store.ts';

const file = '/home/inventory.json';
async function emptyHome(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.makeFolder('/home');
  return store;
}
const drive0 = { drive: 'drive0' };
const slot = (number: number) => ({ library: 'library', element: 'storage', number }) as const;
const textOf = async (store: MemoryStore) => Buffer.from(await readWhole(store, file)).toString();
const write = (store: MemoryStore, text: string) => replaceWhole(store, file, [Buffer.from(text)]);

describe('the inventory', () => {
  it('knows nothing at first', async () => {
    const inventory = await Inventory.open(await emptyHome(), file);
    expect(inventory.knows('drive0')).toBe(false);
    expect(inventory.occupant(drive0)).toBeUndefined();
    expect(inventory.placement('LAB001L8')).toBeUndefined();
  });

  it('remembers what is where', async () => {
    const store = await emptyHome();
    const before = await Inventory.open(store, file);
    await before.change([['LAB001L8', { place: drive0, loaded: true, from: slot(3) }]], ['drive0', 'library']);
    await before.change([['LAB002L8', { place: slot(2) }]]);
    const after = await Inventory.open(store, file);
    expect(after.placement('LAB001L8')).toEqual({ place: drive0, loaded: true, from: slot(3) });
    expect(after.occupant(slot(2))).toBe('LAB002L8');
    expect(after.knows('library')).toBe(true);
  });

  it('changes several cartridges in one step', async () => {
    const store = await emptyHome();
    const inventory = await Inventory.open(store, file);
    await inventory.change([
      ['LAB001L8', { place: drive0 }],
      ['LAB002L8', { place: slot(1) }],
    ]);
    await inventory.change([
      ['LAB002L8', { place: drive0 }],
      ['LAB001L8', { place: slot(1) }],
    ]);
    expect(inventory.occupant(drive0)).toBe('LAB002L8');
    expect(inventory.occupant(slot(1))).toBe('LAB001L8');
  });

  it('takes nothing off the shelf that is not there', async () => {
    const inventory = await Inventory.open(await emptyHome(), file);
    await inventory.change([['LAB001L8', { place: slot(1) }]]);
    const both = [
      ['LAB002L8', { place: drive0 }, 'onShelf'],
      ['LAB001L8', { place: slot(2) }, 'onShelf'],
    ] as const;
    await expect(inventory.change(both)).rejects.toMatchObject({
      code: 'cartridge-elsewhere',
      message: 'LAB001L8 is in library slot 1.',
    });
    expect([...inventory.entries()]).toEqual([['LAB001L8', { place: slot(1) }]]);
  });

  it('takes nothing off the shelf that there is not, or that gets another label just then', async () => {
    const cartridges = new Set(['LAB001L8', 'LAB002L8']);
    const inventory = await Inventory.open(await emptyHome(), file, async (barcode) => {
      if (!cartridges.has(barcode)) throw new Error(`there is no ${barcode}`);
    });
    const labelled = inventory.onShelf('LAB001L8', async () => {
      await new Promise(setImmediate);
      cartridges.delete('LAB001L8');
    });
    const [changed] = await Promise.allSettled([inventory.change([['LAB001L8', { place: slot(1) }, 'onShelf']]), labelled]);
    expect(changed).toMatchObject({ status: 'rejected', reason: { message: 'there is no LAB001L8' } });
    await inventory.change([['LAB002L8', { place: slot(1) }, 'onShelf']]);
    await expect(inventory.onShelf('LAB002L8', async () => {})).rejects.toMatchObject({ code: 'cartridge-elsewhere' });
    expect([...inventory.entries()]).toEqual([['LAB002L8', { place: slot(1) }]]);
  });

  it('notes something of a cartridge only where it still is', async () => {
    const inventory = await Inventory.open(await emptyHome(), file);
    await inventory.change([['LAB001L8', { place: drive0, from: slot(3) }]]);
    await inventory.note('LAB001L8', drive0, { loaded: true });
    expect(inventory.placement('LAB001L8')).toEqual({ place: drive0, from: slot(3), loaded: true });
    const moved = inventory.change([['LAB001L8', { place: slot(1) }]]);
    await inventory.note('LAB001L8', drive0, { loaded: false });
    await moved;
    await inventory.note('LAB002L8', drive0, { loaded: false });
    expect([...inventory.entries()]).toEqual([['LAB001L8', { place: slot(1) }]]);
  });

  it('says what it said before when a write has failed', async () => {
    const store = new FailingStore();
    await store.makeFolder('/home');
    const inventory = await Inventory.open(store, file);
    await inventory.change([['LAB001L8', { place: drive0 }]]);
    let syncs = 0;
    store.syncFolder = async () => {
      // The first fails when the new file is in its place already.
      if (syncs++ === 0) throw new StoreError('io', 'i/o error');
    };
    await expect(inventory.change([['LAB001L8', { place: slot(1) }]])).rejects.toThrow('i/o error');
    expect(inventory.placement('LAB001L8')).toEqual({ place: drive0 });
    expect((await Inventory.open(store, file)).placement('LAB001L8')).toEqual({ place: drive0 });
  });

  it('writes again after a failure, though it says nothing new', async () => {
    const store = new FailingStore();
    await store.makeFolder('/home');
    const inventory = await Inventory.open(store, file);
    await inventory.change([['LAB001L8', { place: drive0 }]]);
    store.broken = /inventory\.json/;
    await expect(inventory.change([['LAB001L8', { place: slot(1) }]])).rejects.toThrow();
    store.broken = undefined;
    await store.remove(file);
    await inventory.change([['LAB001L8', { place: drive0 }]]);
    expect((await Inventory.open(store, file)).placement('LAB001L8')).toEqual({ place: drive0 });
  });

  it('writes nothing when nothing has changed', async () => {
    const store = await emptyHome();
    const inventory = await Inventory.open(store, file);
    await inventory.change([['LAB001L8', { place: drive0 }]], ['drive0']);
    await store.remove(file);
    await inventory.change([['LAB001L8', { place: drive0 }]], ['drive0']);
    await expect(readWhole(store, file)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('puts on the shelf what was in drives and libraries that are gone', async () => {
    const store = await emptyHome();
    const inventory = await Inventory.open(store, file);
    await inventory.change([['LAB001L8', { place: drive0 }]], ['drive0', 'library']);
    await inventory.retain(['library']);
    expect(inventory.placement('LAB001L8')).toBeUndefined();
    expect(inventory.knows('drive0')).toBe(false);
  });

  it('reads what was written when there were drives only', async () => {
    const store = await emptyHome();
    await write(store, '{"format":1,"drives":{"drive0":{"cartridge":"LAB001L8","loaded":true},"drive1":{"loaded":false}}}');
    const inventory = await Inventory.open(store, file);
    expect(inventory.placement('LAB001L8')).toEqual({ place: drive0, loaded: true });
    expect(inventory.knows('drive1')).toBe(true);
    await inventory.change([], ['drive2']);
    expect(JSON.parse(await textOf(store))).toMatchObject({ format: 2 });
  });

  it.each([
    ['{', /is damaged/],
    ['{"format":3,"owners":[],"cartridges":{}}', /has format 3, and this version of tapelab knows 1 and 2/],
    ['{"format":2,"owners":[],"cartridges":{"A":{"in":"a/b/c"}}}', /'a\/b\/c' is no place/],
    ['{"format":2,"owners":[],"cartridges":{"A":{"in":"drive0"},"B":{"in":"drive0"}}}', /A and B are both in drive0/],
  ])('refuses %s', async (text, words) => {
    const store = await emptyHome();
    await write(store, text);
    await expect(Inventory.open(store, file)).rejects.toThrow(words);
  });
});
