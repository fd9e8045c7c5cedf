import { expect, test } from 'vitest';
import { ChecksumColumn } from '../../../src/cartridge/checksum-column.ts';

test("a checksum is found where it was put, on both sides of a slab's edge and far behind what nobody has filled", () => {
  const column = new ChecksumColumn();
  const objects = [0, 65_535, 65_536, 9_000_000];
  for (const object of objects) column.set(object, 0xff00_0000 + object);
  expect(objects.map((object) => column.get(object))).toEqual(objects.map((object) => 0xff00_0000 + object));
  expect(column.get(1_000_000)).toBe(0);
});
