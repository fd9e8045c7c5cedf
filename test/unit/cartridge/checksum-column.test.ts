import { expect, test } from 'vitest';
import { ChecksumColumn } from '../../../src/cartridge/checksum-column.ts';

test("a checksum is found where it was put, on both sides of a slab's edge and far behind what nobody has filled", () => {
  const column = new ChecksumColumn();
  const objects = [0, 65_535, 65_536, 9_000_000];
  for (const object of objects) column.set(object, 0xff00_0000 + object);
  expect(objects.map((object) => column.get(object))).toEqual(objects.map((object) => 0xff00_0000 + object));
  expect(column.get(1_000_000)).toBe(0);
});

test('many at once are kept as one by one, over the edges of slabs', () => {
  const column = new ChecksumColumn();
  const checksums = Uint32Array.from({ length: 200_000 }, (_, at) => at * 7 + 1);
  column.setAll(65_530, checksums, 3, 7);
  column.setAll(65_537, checksums, 10, 140_000);
  const kept = (object: number): number => column.get(object);
  expect([65_529, 65_530, 65_535, 65_536, 65_537, 131_072, 205_536, 205_537].map(kept)).toEqual(
    [-1, 3, 8, 9, 10, 65_545, 140_009, -1].map((at) => (at < 0 ? 0 : checksums[at]!)),
  );
});
