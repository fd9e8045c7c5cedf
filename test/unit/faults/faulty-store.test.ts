import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { readWhole } from '../../../src/cartridge/store.ts';
import { Faults } from '../../../src/faults/faults.ts';
import { FaultyStore } from '../../../src/faults/faulty-store.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { checked } from '../../../src/lab-faults.ts';

const path = '/home/cartridges/STO001L8/partition-0.tap';
const bytes = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);

async function opened(barcodes: string[] = []) {
  const clock = new ManualClock();
  const faults = new Faults({ clock, publish: () => {}, fileExists: () => false });
  const inner = new MemoryStore();
  await inner.makeFolder('/home/cartridges/STO001L8');
  const describe = (barcode: string) => {
    barcodes.push(barcode);
    return {};
  };
  const store = new FaultyStore(inner, { faults, clock, describe });
  return { clock, faults, inner, store, file: await store.openFile(path, 'create') };
}

describe('FaultyStore', () => {
  it('tells rules of the cartridge and its file, and asks nothing where none lies in wait', async () => {
    const barcodes: string[] = [];
    const { faults, file } = await opened(barcodes);
    const id = faults.add(checked({ match: { barcode: 'STO*', file: '*.tap' }, do: 'failing-sync' }));
    await file.write([bytes(1, 2)], 0);
    expect(barcodes).toEqual([]);
    await expect(file.datasync()).rejects.toMatchObject({ code: 'io' });
    expect(barcodes).toEqual(['STO001L8']);
    expect(faults.record(id)).toMatchObject({ considered: 1, firings: 1 });
  });

  it.each([
    [0, []],
    [3, [1, 2, 3]],
    [4, [1, 2, 3, 4]],
  ])('a full disk takes %i bytes of a write, and says so', async (room, there) => {
    const { faults, inner, file } = await opened();
    faults.add(checked({ do: { 'disk-full': { room: `${room}B` } } }));
    const write = file.write([bytes(1, 2), bytes(3, 4), bytes(5)], 0);
    await expect(write).rejects.toMatchObject({ code: 'no-space', writtenBytes: room });
    expect([...(await readWhole(inner, path))]).toEqual(there);
  });

  it('a slow disk does the same, later', async () => {
    const { clock, faults, inner, file } = await opened();
    faults.add(checked({ match: { operation: 'write' }, do: { 'slow-disk': { by: '2s' } } }));
    const write = file.write([bytes(7)], 0);
    clock.advance(1999);
    expect((await readWhole(inner, path)).length).toBe(0);
    clock.advance(1);
    await write;
    expect([...(await readWhole(inner, path))]).toEqual([7]);
  });

  it('nobody waits for a slow disk when the lab closes', async () => {
    const { faults, inner, store, file } = await opened();
    faults.add(checked({ match: { operation: 'write' }, fire: 'always', do: { 'slow-disk': { by: '1h' } } }));
    const write = file.write([bytes(7)], 0);
    store.hurry();
    await write;
    await file.write([bytes(8)], 1);
    expect([...(await readWhole(inner, path))]).toEqual([7, 8]);
  });
});
