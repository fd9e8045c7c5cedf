import { expect, test } from 'vitest';
import { checkBarcode, expandBarcodes, isBarcode } from '../../../src/cartridge/barcode.ts';

test.each(['LAB001L8', 'A', '7', 'CLN-01_X', 'A'.repeat(32)])('%s is a barcode', (barcode) => {
  expect(checkBarcode(barcode)).toBe(barcode);
});

test.each(['', '-A', '_A', '.A', 'A B', 'A/B', '../A', 'Ä1', 'A'.repeat(33), 'A\n'])('%j is none', (barcode) => {
  expect(isBarcode(barcode)).toBe(false);
  expect(() => checkBarcode(barcode)).toThrow(`"${barcode}" is not a barcode`);
});

test('small letters are a slip that is told', () => {
  expect(() => checkBarcode('lab001l8')).toThrow(
    expect.objectContaining({ code: 'barcode-invalid', exitCode: 2, hint: 'write it in capitals: LAB001L8.' }),
  );
});

test.each([
  ['LAB001L8', ['LAB001L8']],
  ['LAB002L8..LAB005L8', ['LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8']],
  ['LAB009L8..LAB011L8', ['LAB009L8', 'LAB010L8', 'LAB011L8']],
  ['LAB099L8..LAB100L8', ['LAB099L8', 'LAB100L8']],
  ['TAPE8..TAPE9', ['TAPE8', 'TAPE9']],
  ['A1B2L5..A1B2L5', ['A1B2L5']],
  ['A1B9..A3B9', ['A1B9', 'A2B9', 'A3B9']],
  ['A19B1..A21B1', ['A19B1', 'A20B1', 'A21B1']],
])('%s means %j', (range, barcodes) => {
  expect(expandBarcodes(range)).toEqual(barcodes);
});

test.each([
  ['LAB005L8..LAB002L8', 'it runs backwards'],
  ['LAB1L8..LAB10L8', 'its ends differ in length'],
  ['LAB001L7..LAB003L8', 'its ends are labels of different media'],
  ['LAB001L8..LAB003XX', 'its ends are labels of different media'],
  ['A1B1..A2B2', 'its ends may differ in one number only'],
  ['AAA..AAB', 'its ends may differ in one number only'],
  ['A1..A2..A3', 'it has more than two ends'],
  ['A1..', 'it lacks an end'],
  ['A00000..A99999', 'it has 100000 barcodes, and 10000 is the most'],
])('%s is no range: %s', (range, why) => {
  expect(() => expandBarcodes(range)).toThrow(`"${range}" is not a range of barcodes: ${why}.`);
});
