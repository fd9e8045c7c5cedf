import { describe, expect, it } from 'vitest';
import { CartridgeRoom } from '../../src/cartridge/cartridge-room.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { Inventory } from '../../src/library/inventory.ts';
import { StackFeeder } from '../../src/stack-feeder.ts';
import { FailingStore } from './cartridge/failing-store.ts';

const [a, b, c] = ['DDS001', 'DDS002', 'DDS003'] as const;

/** The first of three is in the drive. */
async function feederOfThree({ inLibrary = false } = {}) {
  const store = new FailingStore();
  const room = new CartridgeRoom({ folder: '/home/cartridges', store });
  await store.makeFolder('/home/cartridges');
  await room.createAll([a, b, c].map((barcode) => ({ barcode, mediumType: 'dds-4' })));
  const inventory = await Inventory.open(store, '/home/inventory.json');
  const told: Happening[] = [];
  const publish = (event: Happening): void => void told.push(event);
  const record = inventory.change.bind(inventory);
  const feeder = new StackFeeder({ drive: 'dds', inLibrary, room, inventory, record, publish });
  await inventory.change([
    [a, { place: { drive: 'dds' }, from: { stack: 'dds', number: 1 } }],
    [b, { place: { stack: 'dds', number: 2 } }],
    [c, { place: { stack: 'dds', number: 3 } }],
  ]);
  return { feeder, store, room, inventory, told };
}

describe('what feeds a drive from its stack', () => {
  it('gives the next, and puts the one before back in its place in the same step', async () => {
    const { feeder, store, inventory } = await feederOfThree();
    store.calls.length = 0;
    const next = await feeder.after(a, { held: false });
    expect(next?.barcode).toBe(b);
    expect(store.calls.filter((call) => call === 'rename inventory.json')).toHaveLength(1);
    expect(inventory.placement(a)).toEqual({ place: { stack: 'dds', number: 1 } });
    expect(inventory.placement(b)).toEqual({ place: { drive: 'dds' }, from: { stack: 'dds', number: 2 } });
    expect(feeder.stack.map(({ barcode }) => barcode)).toEqual([a, b, c]);
  });

  it('gives nothing while it is held', async () => {
    const { feeder, inventory } = await feederOfThree();
    expect(await feeder.after(a, { held: true })).toBeUndefined();
    expect(inventory.occupant({ drive: 'dds' })).toBeUndefined();
    expect((await feeder.first())?.barcode).toBe(a);
  });

  it('keeps nothing open, and all where it was, when it cannot be written down', async () => {
    const { feeder, store, room, inventory } = await feederOfThree();
    store.broken = /rename inventory/;
    await expect(feeder.after(a, { held: false })).rejects.toThrow('i/o error');
    expect(inventory.occupant({ drive: 'dds' })).toBe(a);
    expect((await room.show(b)).mounted).toBe(false);
  });

  it('leaves what cannot be opened in its place, and says so', async () => {
    const { feeder, store, inventory, told } = await feederOfThree();
    await store.remove(`/home/cartridges/${b}/cartridge.json`);
    expect(await feeder.after(a, { held: false })).toBeUndefined();
    expect(inventory.placement(b)).toEqual({ place: { stack: 'dds', number: 2 } });
    expect(told).toEqual([{ event: 'stack.failed', drive: 'dds', message: expect.stringContaining(b) }]);
  });

  it('has no stack in a library, and takes none', async () => {
    const { feeder } = await feederOfThree({ inLibrary: true });
    expect(feeder.stack).toEqual([]);
    expect(feeder.stacked(a)).toBeUndefined();
    await expect(feeder.restack([b])).rejects.toMatchObject({ code: 'drive-in-library' });
  });
});
