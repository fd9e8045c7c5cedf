import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { fraction, type ModelObject, only, type Recorded, readAll, recorded } from './tape-model.ts';

const tapPath = '/cartridges/LAB001L8/partition-0.tap';
const indexPath = '/cartridges/LAB001L8/partition-0.idx';

/** A cartridge that was written and left in order. */
async function written(batches: readonly Recorded[]): Promise<{ store: MemoryStore; room: CartridgeRoom; model: ModelObject[] }> {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8' });
  const volume = await room.mount('LAB001L8');
  for (const { runs } of batches) await only(volume).append(runs);
  await volume.close();
  return { store, room, model: batches.flatMap(({ objects }) => objects) };
}

async function readBack(room: CartridgeRoom): Promise<ModelObject[]> {
  const volume = await room.mount('LAB001L8');
  const objects = await readAll(only(volume));
  await volume.close();
  return objects;
}

const batches = fc.array(recorded, { minLength: 1, maxLength: 5 });
/** Small enough to lie in one block's data, or large enough to take several objects. */
const extent = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 700 }));
const damage = fc.array(fc.record({ place: fraction, length: extent, value: fc.oneof(fc.constant(0), fc.nat(255)) }), {
  minLength: 1,
  maxLength: 3,
});

test('what has rotted reads as damaged, everything else as it was written, and the file stays as it is', async () => {
  await fc.assert(
    fc.asyncProperty(batches, damage, async (all, places) => {
      const { store, room, model } = await written(all);
      const tap = store.files.get(tapPath)!;
      const spoiled = tap.bytes.slice();
      for (const { place, length, value } of places) {
        const from = Math.floor(place * spoiled.length);
        spoiled.fill(value, from, from + length);
      }
      store.files.set(tapPath, MemoryContent.of(spoiled));
      const objects = await readBack(room);
      expect(objects.length).toBe(model.length);
      for (const [number, object] of objects.entries()) if (!object.startsWith('damaged')) expect(object).toBe(model[number]);
      expect(Buffer.compare(store.files.get(tapPath)!.bytes, spoiled)).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('of a file that was cut short, what is gone reads as damaged', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fraction, async (all, share) => {
      const { store, room, model } = await written(all);
      const tap = store.files.get(tapPath)!;
      tap.truncate(Math.floor(share * tap.length));
      const length = tap.length;
      const objects = await readBack(room);
      const whole = objects.findIndex((object) => object.startsWith('damaged'));
      expect(objects.slice(0, whole)).toEqual(model.slice(0, whole));
      expect(objects.slice(whole).every((object) => object.startsWith('damaged'))).toBe(true);
      expect(objects.length).toBe(model.length);
      expect(tap.length).toBe(length);
    }),
    { numRuns: 200 },
  );
});

test('a spoiled index costs no object', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.uint8Array({ minLength: 1, maxLength: 300 }), fraction, async (all, garbage, share) => {
      const { store, room, model } = await written(all);
      const spoiled = store.files.get(indexPath)!.bytes.slice();
      const at = Math.floor(share * spoiled.length);
      for (const [offset, byte] of garbage.entries()) if (at + offset < spoiled.length) spoiled[at + offset]! ^= byte;
      store.files.set(indexPath, MemoryContent.of(spoiled));
      expect(await readBack(room)).toEqual(model);
    }),
    { numRuns: 200 },
  );
});

test('an index cut short, or an older one, costs no object', async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, fraction, fc.boolean(), async (before, after, share, cutShort) => {
      const { store, room, model } = await written(before);
      const older = store.files.get(indexPath)!.bytes.slice();
      const volume = await room.mount('LAB001L8');
      const kept = Math.floor(share * (model.length + 1));
      await only(volume).truncate(toBlockNumber(kept));
      for (const { runs } of after) await only(volume).append(runs);
      await volume.close();
      const index = store.files.get(indexPath)!;
      if (cutShort) index.truncate(Math.floor(share * index.length));
      else store.files.set(indexPath, MemoryContent.of(older));
      expect(await readBack(room)).toEqual([...model.slice(0, kept), ...after.flatMap(({ objects }) => objects)]);
    }),
    { numRuns: 200 },
  );
});

test('garbage in the place of the index costs no object', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.uint8Array({ maxLength: 300 }), async (all, garbage) => {
      const { store, room, model } = await written(all);
      store.files.set(indexPath, MemoryContent.of(garbage));
      expect(await readBack(room)).toEqual(model);
    }),
    { numRuns: 100 },
  );
});

/** A tape that begins with a block of `length` bytes. */
const beginningWith = (length: number): fc.Arbitrary<readonly Recorded[]> => {
  const data = new Uint8Array(length).fill(length);
  const first: Recorded = {
    runs: [{ kind: 'block', count: 1, recordLength: length, data: ByteList.of(data) }],
    objects: [Buffer.from(data).toString('hex')],
    footprints: [length],
  };
  return fc.array(recorded, { maxLength: 5 }).map((more) => [first, ...more]);
};

test('another tape file in the place of the own one is read as what it is', async () => {
  await fc.assert(
    fc.asyncProperty(beginningWith(300), fc.oneof(beginningWith(8), beginningWith(1000)), async (own, other) => {
      const first = await written(own);
      const second = await written(other);
      first.store.files.set(tapPath, MemoryContent.of(second.store.files.get(tapPath)!.bytes));
      expect(await readBack(first.room)).toEqual(second.model);
    }),
    { numRuns: 200 },
  );
});
