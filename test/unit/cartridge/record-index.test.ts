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

test('setmarks are counted beside the filemarks', () => {
  const index = sample();
  index.append(ObjectKind.setmark, 2, 0);
  index.append(ObjectKind.filemark, 1, 0);
  index.append(ObjectKind.setmark, 1, 0);
  expect([5, 6, 7, 8, 9, 10].map((at) => index.setmarksBefore(at))).toEqual([0, 0, 1, 2, 2, 3]);
  expect([-1, 0, 1, 2, 3].map((ordinal) => index.setmark(ordinal))).toEqual([undefined, 6, 7, 9, undefined]);
  expect([index.filemarksBefore(10), index.filemark(3)]).toEqual([4, 8]);
  expect([index.footprintBefore(10), index.endOffset]).toEqual([35 + 16, 60 + 16]);
});

test('a block takes of the capacity what it is said to, and of the file its data and its envelope', () => {
  const index = new RecordIndex();
  const compressed = { footprintLength: 7, envelopeLength: 13, enciphered: true };
  for (let block = 0; block < 3; block++) index.append(ObjectKind.block, 1, 20, compressed);
  expect([index.runCount, index.footprintBefore(2), index.offsetOf(2), index.endOffset]).toEqual([1, 14, 84, 126]);
  // Whatever differs begins another run.
  index.append(ObjectKind.block, 1, 20, { ...compressed, footprintLength: 8 });
  index.append(ObjectKind.block, 1, 20, { ...compressed, footprintLength: 8, envelopeLength: 14 });
  index.append(ObjectKind.block, 1, 20, { ...compressed, footprintLength: 8, envelopeLength: 14, enciphered: false });
  expect([index.runCount, index.footprintBefore(6)]).toEqual([4, 45]);
  expect(index.runOf(4)).toMatchObject({ footprintLength: 8, envelopeLength: 14, enciphered: true });
});

test('the next block that is enciphered, or is not, is found from anywhere', () => {
  const index = new RecordIndex();
  index.append(ObjectKind.filemark, 1, 0);
  index.append(ObjectKind.block, 2, 10);
  index.append(ObjectKind.block, 2, 10, { enciphered: true, envelopeLength: 40 });
  index.append(ObjectKind.damaged, 1, 10);
  expect([0, 2, 3, 5].map((from) => index.firstBlock(from, false))).toEqual([1, 2, undefined, undefined]);
  expect([0, 3, 4, 5, 6].map((from) => index.firstBlock(from, true))).toEqual([3, 3, 4, undefined, undefined]);
});

test('it grows past its first columns', () => {
  const index = new RecordIndex();
  for (let length = 1; length <= 1000; length++) index.append(ObjectKind.block, 1, length, { envelopeLength: length + 1 });
  index.append(ObjectKind.setmark, 1, 0);
  expect([index.runCount, index.setmark(0)]).toEqual([1001, 1000]);
  expect(index.footprintBefore(1000)).toBe(500_500);
  expect(index.runOf(499)).toMatchObject({ firstObject: 499, recordLength: 500, envelopeLength: 501, footprintLength: 500 });
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
