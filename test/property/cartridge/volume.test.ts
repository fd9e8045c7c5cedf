import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { type Action, action, footprint, type ModelObject, modelOf, only, readAll, recorded } from './tape-model.ts';

const at = toBlockNumber;

/** Everything that can be asked of a partition, against the array. */
async function expectSame(partition: VolumePartition, model: readonly ModelObject[], readBytes: number): Promise<void> {
  expect(partition.endOfData).toBe(model.length);
  expect(await readAll(partition, readBytes)).toEqual(model);
  const marks = model.flatMap((object, number) => (object === 'filemark' ? [number] : []));
  for (let ordinal = -1; ordinal <= marks.length; ordinal++) expect(partition.filemark(ordinal)).toBe(marks[ordinal]);
  for (let number = 0; number <= model.length; number++) {
    expect(partition.filemarksBefore(at(number))).toBe(marks.filter((mark) => mark < number).length);
    expect(partition.footprintBefore(at(number))).toBe(footprint(model.slice(0, number)));
    const object = model[number];
    expect(partition.objectAt(at(number))).toEqual(
      object === undefined
        ? undefined
        : object === 'filemark'
          ? { kind: 'filemark', length: 0 }
          : { kind: 'block', length: object.length / 2 },
    );
  }
}

async function behavesAsTheModel(actions: readonly Action[], readBytes: number, checksum: 'crc32c' | 'off'): Promise<void> {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ barcode: 'LAB001L8', checksum });
  let volume = await room.mount('LAB001L8');
  let model: ModelObject[] = [];
  for (const next of actions) {
    if (next.kind === 'append') {
      await only(volume).append(next.recorded.runs);
      model = [...model, ...next.recorded.objects];
    } else if (next.kind === 'truncate') {
      const number = Math.min(model.length, Math.floor(next.share * (model.length + 1)));
      await only(volume).truncate(at(number));
      model = model.slice(0, number);
    } else if (next.kind === 'sync') {
      await only(volume).sync();
    } else {
      await volume.close();
      volume = await room.mount('LAB001L8');
    }
    expect(only(volume).endOfData).toBe(model.length);
  }
  await expectSame(only(volume), model, readBytes);
  await volume.close();
  const report = await room.check('LAB001L8');
  expect(report).toMatchObject({ objects: model.length, faults: [], notes: [] });
  // Without its index the cartridge is the same one.
  const before = store.files.get('/cartridges/LAB001L8/partition-0.tap')!.bytes.slice();
  store.files.delete('/cartridges/LAB001L8/partition-0.idx');
  volume = await room.mount('LAB001L8');
  await expectSame(only(volume), model, readBytes);
  expect(Buffer.compare(store.files.get('/cartridges/LAB001L8/partition-0.tap')!.bytes, before)).toBe(0);
}

test.each(['crc32c', 'off'] as const)('a volume is an array of objects, checksums %s', async (checksum) => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), fc.oneof(fc.constant(0), fc.nat(5000)), (actions, readBytes) =>
      behavesAsTheModel(actions, readBytes, checksum),
    ),
    { numRuns: 100 },
  );
});

test('a read from anywhere gives what stands there, one object at least, and no more data than asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(recorded, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(6000), async (batches, from, maximumBytes) => {
      const partition = only(await createMemoryVolume());
      for (const { runs } of batches) await partition.append(runs);
      const model = batches.flatMap(({ objects }) => objects);
      const number = from % (model.length + 1);
      const read = await partition.read(at(number), maximumBytes);
      expect(read.map(modelOf)).toEqual(model.slice(number, number + read.length));
      expect(read.length > 0).toBe(number < model.length);
      const blocks = read.flatMap((object) => (object.kind === 'block' ? [object.data.length] : []));
      const bytes = blocks.reduce((sum, length) => sum + length, 0);
      if (blocks.length > 1) expect(bytes).toBeLessThanOrEqual(maximumBytes);
      // The next object would not have fitted.
      const next = model[number + read.length];
      if (next !== undefined && next !== 'filemark') expect(bytes + next.length / 2).toBeGreaterThan(maximumBytes);
    }),
    { numRuns: 200 },
  );
});
