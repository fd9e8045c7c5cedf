import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import type { CartridgeSpecification } from '../../../src/cartridge/cartridge-specification.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type VolumePartition } from '../../../src/cartridge/volume.ts';
import {
  type Action,
  action,
  discarded,
  isBlock,
  isMark,
  lengthOf,
  type ModelObject,
  modelOf,
  only,
  readAll,
  recorded,
} from './tape-model.ts';

const at = toBlockNumber;

interface Model {
  readonly objects: readonly ModelObject[];
  readonly footprints: readonly number[];
}

/** Everything that can be asked of a partition, against the arrays. */
async function expectSame(partition: VolumePartition, { objects, footprints }: Model, readBytes: number): Promise<void> {
  expect(partition.endOfData).toBe(objects.length);
  expect(await readAll(partition, readBytes)).toEqual(objects);
  // One comparison for all objects: ten thousands of them would cost more than what they compare.
  const numbers = Array.from({ length: objects.length + 1 }, (_, number) => at(number));
  for (const [kind, mark, marksBefore] of [
    ['filemark', partition.filemark, partition.filemarksBefore],
    ['setmark', partition.setmark, partition.setmarksBefore],
  ] as const) {
    const marks = numbers.filter((number) => objects[number] === kind);
    expect([-1, ...numbers].map((ordinal) => mark.call(partition, ordinal))).toEqual([-1, ...numbers].map((ordinal) => marks[ordinal]));
    expect(numbers.map((number) => marksBefore.call(partition, number))).toEqual(
      numbers.map((number) => marks.filter((other) => other < number).length),
    );
  }
  for (const enciphered of [false, true]) {
    const blocks = numbers.filter((number) => number < objects.length && isBlock(objects[number]!, enciphered));
    expect(numbers.map((number) => partition.firstBlock(number, enciphered))).toEqual(
      numbers.map((number) => blocks.find((block) => block >= number)),
    );
  }
  let footprint = 0;
  expect(numbers.map((number) => partition.footprintBefore(number))).toEqual([0, ...footprints.map((length) => (footprint += length))]);
  expect(numbers.map((number) => partition.objectAt(number))).toEqual([
    ...objects.map((object) => ({ kind: isMark(object) ? object : 'block', length: lengthOf(object) })),
    undefined,
  ]);
}

const first = (model: Model, count: number): Model => ({
  objects: model.objects.slice(0, count),
  footprints: model.footprints.slice(0, count),
});

async function behavesAsTheModel(actions: readonly Action[], readBytes: number, keeping: Partial<CartridgeSpecification>): Promise<void> {
  const store = new MemoryStore();
  const room = new CartridgeRoom({ folder: '/cartridges', store });
  await room.create({ ...keeping, barcode: 'LAB001L8' });
  const kept = keeping.discardsData === true ? discarded : (object: ModelObject) => object;
  let volume = await room.mount('LAB001L8');
  let model: Model = { objects: [], footprints: [] };
  for (const next of actions) {
    if (next.kind === 'append') {
      const { runs, objects, footprints } = next.recorded;
      await only(volume).append(runs);
      model = { objects: [...model.objects, ...objects.map(kept)], footprints: [...model.footprints, ...footprints] };
    } else if (next.kind === 'truncate') {
      const number = Math.min(model.objects.length, Math.floor(next.share * (model.objects.length + 1)));
      await only(volume).truncate(at(number));
      model = first(model, number);
    } else if (next.kind === 'sync') {
      await only(volume).sync();
    } else {
      await volume.close();
      volume = await room.mount('LAB001L8');
    }
    expect(only(volume).endOfData).toBe(model.objects.length);
  }
  await expectSame(only(volume), model, readBytes);
  await volume.close();
  expect(await room.check('LAB001L8')).toMatchObject({
    objects: model.objects.length,
    faults: [],
    notes: keeping.discardsData === true ? [expect.stringContaining('no data')] : [],
  });
  if (keeping.discardsData === true) {
    expect([...store.files.keys()].filter((path) => path.endsWith('.tap'))).toEqual([]);
    return;
  }
  // Without its index the cartridge is the same one, but that nobody knows any more how well its blocks were compressed.
  const before = store.files.get('/cartridges/LAB001L8/partition-0.tap')!.bytes.slice();
  store.files.delete('/cartridges/LAB001L8/partition-0.idx');
  volume = await room.mount('LAB001L8');
  const footprints = model.objects.map((object) => (isMark(object) ? 4 : lengthOf(object)));
  await expectSame(only(volume), { ...model, footprints }, readBytes);
  expect(Buffer.compare(store.files.get('/cartridges/LAB001L8/partition-0.tap')!.bytes, before)).toBe(0);
}

test.each<[string, Partial<CartridgeSpecification>]>([
  ['with checksums', { checksum: 'crc32c' }],
  ['without checksums', { checksum: 'off' }],
  ['without data', { discardsData: true }],
])('a volume %s is an array of objects', async (_, keeping) => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), fc.oneof(fc.constant(0), fc.nat(5000)), (actions, readBytes) =>
      behavesAsTheModel(actions, readBytes, keeping),
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
      if (next !== undefined && !isMark(next)) expect(bytes + lengthOf(next)).toBeGreaterThan(maximumBytes);
    }),
    { numRuns: 200 },
  );
});
