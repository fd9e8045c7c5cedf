import { expect, test } from 'vitest';
import { isCleaning, mediumTypeNamed, mediumTypes, readLabel } from '../../../src/cartridge/medium-type.ts';

test('a name is of one type, and a suffix of one type of data and one of cleaning cartridges', () => {
  expect(new Set(mediumTypes.map(({ name }) => name)).size).toBe(mediumTypes.length);
  for (const cleans of [false, true]) {
    const suffixes = mediumTypes
      .filter((type) => isCleaning(type) === cleans)
      .flatMap(({ barcodeSuffixes = [], writeOnce }) => [
        ...barcodeSuffixes,
        ...(writeOnce?.barcodeSuffix ? [writeOnce.barcodeSuffix] : []),
      ]);
    expect(new Set(suffixes).size).toBe(suffixes.length);
    for (const suffix of suffixes) expect(suffix).toMatch(/^[A-Z][A-Z0-9]$/);
  }
});

test('what holds data has a capacity and a density, what cleans has neither', () => {
  for (const type of mediumTypes) {
    expect(type.nativeCapacityBytes > 0 && type.densityCode > 0).toBe(!isCleaning(type));
    expect(Number.isInteger(type.nativeCapacityBytes)).toBe(true);
    expect(type.maximumPartitions ?? 1).toBeLessThanOrEqual(4);
  }
});

test.each([
  ['lto-1', 'L1', 0x40, 100e9],
  ['lto-5', 'L5', 0x58, 1.5e12],
  ['lto-6', 'L6', 0x5a, 2.5e12],
  ['lto-7', 'L7', 0x5c, 6e12],
  ['lto-m8', 'M8', 0x5d, 9e12],
  ['lto-8', 'L8', 0x5e, 12e12],
  ['lto-9', 'L9', 0x60, 18e12],
  ['3592-jc', 'JC', 0x54, 4e12],
  ['t10000-t2', 'T2', 0x4c, 5e12],
])('%s', (name, suffix, densityCode, nativeCapacityBytes) => {
  expect(mediumTypeNamed(name)).toMatchObject({ densityCode, nativeCapacityBytes });
  expect(readLabel(`LAB001${suffix}`)).toMatchObject({ type: { name }, writeOnce: false, suffix });
});

test.each([
  ['LAB001LT', 'lto-3'],
  ['LAB001LY', 'lto-8'],
  ['LAB001LZ', 'lto-9'],
  ['LAB001JW', '3592-ja'],
])('%s is written once', (barcode, name) => {
  expect(readLabel(barcode)).toMatchObject({ type: { name }, writeOnce: true });
});

test.each([
  ['CLN001L1', 'lto-cleaning'],
  ['CLNU01L8', 'lto-cleaning'],
  ['CLN001CU', 'lto-cleaning'],
  ['CLN001JA', '3592-cleaning'],
  ['CLN001CT', 't10000-cleaning'],
])('%s cleans', (barcode, name) => {
  const label = readLabel(barcode);
  expect(label).toMatchObject({ type: { name }, writeOnce: false });
  expect(isCleaning(label!.type)).toBe(true);
});

test('other names and barcodes are of no type', () => {
  expect(mediumTypeNamed('lto-0')).toBeUndefined();
  for (const barcode of ['LAB001', 'TEST1', 'CART1L8', 'RESULT', 'CLN001', 'CLN001LY', 'LAB001CU'])
    expect(readLabel(barcode)).toBeUndefined();
});
