import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { toBlockNumber, type VolumePartition } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { decodeAws, encodeAws } from '../../unit/cartridge/awstape-bytes.ts';

/** Blocks that compress and blocks that do not, short ones and ones of several chunks; and filemarks. */
const object = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'filemark' as const, length: 0 }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('noise' as const), length: fc.integer({ min: 2, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pattern' as const), length: fc.integer({ min: 2, max: 6000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('noise' as const), length: fc.integer({ min: 65_530, max: 140_000 }) }) },
);
/** `|` is a filemark, everything else a block. */
const contentOf = ({ kind, length }: { readonly kind: 'filemark' | 'noise' | 'pattern'; readonly length: number }): string =>
  kind === 'filemark' ? '|' : kind === 'noise' ? noise(length) : 'ab'.repeat(length).slice(0, length);
const tape = fc.array(object, { maxLength: 40, size: 'max' });

function noise(length: number): string {
  const bytes = Buffer.alloc(length);
  let state = length;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes.toString('latin1');
}

async function readAll(partition: VolumePartition): Promise<string[]> {
  const objects: string[] = [];
  while (objects.length < partition.endOfData)
    for (const found of await partition.read(toBlockNumber(objects.length), 1_000_000))
      objects.push(found.kind === 'block' ? Buffer.from(found.data).toString('latin1') : found.kind === 'filemark' ? '|' : found.kind);
  return objects;
}

const newRoom = async (): Promise<{ store: MemoryStore; room: CartridgeRoom }> => {
  const store = new MemoryStore();
  await store.makeFolder('/out');
  return { store, room: new CartridgeRoom({ folder: '/cartridges', store }) };
};

test('what another program has written comes in as it is, however it was cut and packed', async () => {
  await fc.assert(
    fc.asyncProperty(
      tape,
      fc.integer({ min: 1000, max: 65_535 }),
      fc.boolean(),
      fc.constantFrom('crc32c' as const, 'off' as const),
      async (chosen, chunkBytes, compress, checksum) => {
        const objects = chosen.map(contentOf);
        const { store, room } = await newRoom();
        store.files.set('/out/in.aws', MemoryContent.of(encodeAws(objects, { chunkBytes, compress })));
        const made = await room.importImage('/out/in.aws', { barcode: 'LAB001L8', checksum });
        const filemarks = objects.filter((content) => content === '|').length;
        expect(made).toMatchObject({ filemarks, blocks: objects.length - filemarks });
        expect((await room.check('LAB001L8')).faults).toEqual([]);
        const volume = await room.mount('LAB001L8');
        const found = await readAll(volume.partitions[0]!);
        expect(found.map(({ length }) => length)).toEqual(objects.map(({ length }) => length));
        expect(found.join('') === objects.join('')).toBe(true);
        await volume.close();
      },
    ),
    { numRuns: 25 },
  );
});

test('what is exported says what the cartridge holds, and comes back as the same tape', async () => {
  await fc.assert(
    fc.asyncProperty(tape, fc.constantFrom('aws' as const, 'het' as const), async (chosen, format) => {
      const objects = chosen.map(contentOf);
      const { store, room } = await newRoom();
      await room.create({ barcode: 'LAB001L8' });
      const volume = await room.mount('LAB001L8');
      for (const content of objects) {
        const data = ByteList.of(new Uint8Array(Buffer.from(content, 'latin1')));
        const mark = { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty } as const;
        await volume.partitions[0]!.append([content === '|' ? mark : { kind: 'block', count: 1, recordLength: data.length, data }]);
      }
      await volume.close();
      const { bytes } = await room.exportImage('LAB001L8', `/out/copy.${format}`);
      const image = store.files.get(`/out/copy.${format}`)!.bytes.slice(0, bytes);
      expect(store.files.get(`/out/copy.${format}`)!.length).toBe(bytes);
      const decoded = decodeAws(image);
      expect(decoded.objects.join('') === objects.join('')).toBe(true);
      expect(decoded.objects.map(({ length }) => length)).toEqual(objects.map(({ length }) => length));
      if (format === 'aws') expect(decoded.compressed).toBe(0);
      expect(Buffer.from(image).equals(encodeAws(objects, { compress: format === 'het' }))).toBe(true);
      const back = await room.importImage(`/out/copy.${format}`, { barcode: 'LAB002L8' });
      expect(back.format).toBe(objects.length === 0 || decoded.compressed === 0 ? 'aws' : 'het');
      expect(await room.exportImage('LAB002L8', '/out/back.tap')).toEqual(await room.exportImage('LAB001L8', '/out/there.tap'));
      expect(Buffer.from(store.files.get('/out/back.tap')!.bytes).equals(store.files.get('/out/there.tap')!.bytes)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('an image with a byte changed, or cut off, is read or refused, and never makes half a cartridge', async () => {
  await fc.assert(
    fc.asyncProperty(
      tape,
      fc.boolean(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (chosen, compress, where, change, cut) => {
        const objects = chosen.map(contentOf);
        const { store, room } = await newRoom();
        const image = encodeAws(objects, { compress }).slice();
        const at = image.length === 0 ? 0 : where % image.length;
        if (!cut && image.length > 0) image[at]! ^= change;
        store.files.set('/out/in.aws', MemoryContent.of(cut ? image.subarray(0, at) : image));
        try {
          await room.importImage('/out/in.aws', { barcode: 'LAB001L8' });
          expect((await room.check('LAB001L8')).faults).toEqual([]);
        } catch (error) {
          expect(error).toMatchObject({
            name: 'UserError',
            code: expect.stringMatching(/^(aws-invalid|compression-unsupported)$/),
            message: expect.stringMatching(/^\/out\/in\.aws:\d+: /),
          });
          expect(await room.barcodes()).toEqual([]);
          expect([...store.files.keys()]).toEqual(['/out/in.aws']);
        }
      },
    ),
    { numRuns: 80 },
  );
});
