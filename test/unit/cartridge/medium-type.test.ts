import { expect, test } from 'vitest';
import { mediumTypeNamed, mediumTypeOfBarcode, mediumTypes } from '../../../src/cartridge/medium-type.ts';

test('names, suffixes and densities are each of one type', () => {
  for (const key of ['name', 'barcodeSuffix', 'densityCode', 'mediumTypeCode'] as const)
    expect(new Set(mediumTypes.map((type) => type[key])).size).toBe(mediumTypes.length);
});

test.each([
  ['lto-5', 'L5', 0x58, 1.5e12],
  ['lto-6', 'L6', 0x5a, 2.5e12],
  ['lto-7', 'L7', 0x5c, 6e12],
  ['lto-8', 'L8', 0x5e, 12e12],
  ['lto-9', 'L9', 0x60, 18e12],
])('%s', (name, suffix, densityCode, nativeCapacityBytes) => {
  expect(mediumTypeNamed(name)).toMatchObject({ densityCode, nativeCapacityBytes });
  expect(mediumTypeOfBarcode(`LAB001${suffix}`)?.name).toBe(name);
});

test('other names and barcodes are of no type', () => {
  expect(mediumTypeNamed('lto-4')).toBeUndefined();
  expect(mediumTypeOfBarcode('LAB001')).toBeUndefined();
});
