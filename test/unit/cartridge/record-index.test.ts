import { expect, test } from 'vitest';
import { ObjectKind, RecordIndex } from '../../../src/cartridge/record-index.ts';

function sample(): RecordIndex {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 2, 10);
  index.append(ObjectKind.filemark, 1, 0);
  index.append(ObjectKind.block, 1, 3);
  index.append(ObjectKind.filemark, 2, 0);
  return index;
}

test('objects lie one after the other, each with its span', () => {
  const index = sample();
  expect([0, 1, 2, 3, 4, 5, 6].map((object) => index.offsetOf(object))).toEqual([0, 18, 36, 40, 52, 56, 60]);
  expect(index.endOffset).toBe(60);
  expect([0, 1, 2, 3, 4, 5, 6, 99].map((at) => index.footprintBefore(at))).toEqual([0, 10, 20, 24, 27, 31, 35, 35]);
  expect([0, 1, 2, 3, 4, 5, 6].map((at) => index.filemarksBefore(at))).toEqual([0, 0, 0, 1, 1, 2, 3]);
  expect([-1, 0, 1, 2, 3].map((ordinal) => index.filemark(ordinal))).toEqual([undefined, 2, 4, 5, undefined]);
});

test('equal objects that follow each other are one run', () => {
  const index = new RecordIndex();
  for (let block = 0; block < 1_000_000; block++) index.append(ObjectKind.block, 1, 65_536);
  expect(index.runCount).toBe(1);
  expect(index.offsetOf(999_999)).toBe(999_999 * 65_544);
  index.append(ObjectKind.block, 1, 65_536, { checksummed: true });
  index.append(ObjectKind.block, 1, 65_536, { checksummed: true, offset: index.endOffset + 4 });
  expect(index.runCount).toBe(3);
});

test('it grows past its first columns', () => {
  const index = new RecordIndex();
  for (let length = 1; length <= 1000; length++) index.append(ObjectKind.block, 1, length);
  expect(index.runCount).toBe(1000);
  expect(index.footprintBefore(1000)).toBe(500_500);
  expect(index.runOf(499)).toMatchObject({ firstObject: 499, recordLength: 500 });
});

test('truncating forgets from the middle of a run or from its beginning', () => {
  for (let at = 0; at <= 6; at++) {
    const whole = sample();
    const index = sample();
    index.truncate(at);
    expect(index.count).toBe(at);
    expect(index.endOffset).toBe(whole.offsetOf(at));
    expect(index.filemarksBefore(99)).toBe(whole.filemarksBefore(at));
    expect(index.filemark(index.filemarksBefore(99))).toBeUndefined();
    index.append(ObjectKind.block, 1, 7);
    expect(index.runOf(at)).toMatchObject({ count: 1, recordLength: 7, offset: whole.offsetOf(at) });
  }
});

test('checksums go by object number', () => {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 200_000, 512, { checksummed: true });
  for (const object of [0, 65_535, 65_536, 199_999]) index.setChecksum(object, 0xff00_0000 + object);
  for (const object of [0, 65_535, 65_536, 199_999]) expect(index.checksum(object)).toBe(0xff00_0000 + object);
});
