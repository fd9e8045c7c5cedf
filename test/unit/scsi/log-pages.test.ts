import { expect, test } from 'vitest';
import { asciiList, binaryList, counter } from '../../../src/scsi/log-pages.ts';

test('a counter is big-endian in the width it is given', () => {
  expect(counter(1, 0x0102, 4)).toEqual({ code: 1, format: 'unbounded-counter', value: Uint8Array.of(0, 0, 1, 2) });
  expect(counter(2, 2n ** 64n - 1n, 8).value).toEqual(new Uint8Array(8).fill(0xff));
});

test('lists are their bytes', () => {
  expect(binaryList(3, Uint8Array.of(9)).value).toEqual(Uint8Array.of(9));
  expect(Buffer.from(asciiList(4, 'LTO').value).toString()).toBe('LTO');
});
