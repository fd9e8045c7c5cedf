import { expect, test } from 'vitest';
import { decodeLun, encodeLun, toLun } from '../../../src/scsi/target.ts';

test.each([
  ['peripheral device addressing', 0x0005_0000_0000_0000n, 5],
  ['flat space addressing', 0x4005_0000_0000_0000n, 5],
  ['the highest flat space LUN', 0x7fff_0000_0000_0000n, 16383],
  ['a bus other than 0', 0x0105_0000_0000_0000n, undefined],
  ['logical unit addressing', 0x8005_0000_0000_0000n, undefined],
  ['the REPORT LUNS well known logical unit', 0xc101_0000_0000_0000n, undefined],
  ['a second level', 0x0005_0001_0000_0000n, undefined],
])('%s', (_title, field, lun) => {
  expect(decodeLun(field)).toBe(lun);
});

test('every LUN survives its own field', () => {
  for (const number of [0, 1, 255, 256, 16383]) expect(decodeLun(encodeLun(toLun(number)))).toBe(number);
  expect(encodeLun(toLun(255))).toBe(0x00ff_0000_0000_0000n);
  expect(encodeLun(toLun(256))).toBe(0x4100_0000_0000_0000n);
});

test.each([-1, 16384, 1.5])('%s is no LUN', (number) => {
  expect(() => toLun(number)).toThrow(RangeError);
});
