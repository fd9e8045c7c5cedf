import { expect, test } from 'vitest';
import { blockWord, decodeWord, hex, readWord, recordSpan, writeWord } from '../../../src/cartridge/simh.ts';

test.each([
  [0x0000_0000, { is: 'filemark' }],
  [0x0000_0001, { is: 'record', class: 0, length: 1 }],
  [0x00ff_ffff, { is: 'record', class: 0, length: 16_777_215 }],
  [0x8000_0200, { is: 'record', class: 8, length: 512 }],
  [0x8000_0000, { is: 'record', class: 8, length: 0 }],
  [0xe000_0010, { is: 'record', class: 14, length: 16 }],
  [0x7000_0001, { is: 'marker' }],
  [0x7454_4553, { is: 'setmark' }],
  [0x5100_0ffe, { is: 'record', class: 5, length: 16_777_215 + 4095 }],
  [0xffff_fffe, { is: 'gap', spanBytes: 4 }],
  [0xfffe_ffff, { is: 'gap', spanBytes: 2 }],
  [0xffff_ffff, { is: 'end-of-medium' }],
])('the word %# says what it is', (word, expected) => {
  expect(decodeWord(word)).toEqual(expected);
});

test('a length above 24 bits and a reserved marker make no sense', () => {
  expect(decodeWord(0x0100_0000)).toEqual({
    is: 'malformed',
    why: '01000000h would be a record of 16777216 bytes, and 16777215 is the most a record holds',
  });
  expect(decodeWord(0x5100_0fff)).toMatchObject({ is: 'malformed' });
  expect(decodeWord(0xf000_0000)).toMatchObject({ is: 'malformed' });
});

test('words are little-endian, and a record takes two of them, which tell of an envelope, and an even number of bytes', () => {
  const target = new Uint8Array(6);
  writeWord(target, 1, 0x8123_4567);
  expect([...target]).toEqual([0, 0x67, 0x45, 0x23, 0x81, 0]);
  expect(readWord(target, 1)).toBe(0x8123_4567);
  expect([1, 2, 3, 512].map(recordSpan)).toEqual([10, 10, 12, 520]);
  expect([blockWord(0xff_ffff, false), blockWord(0xff_ffff, true)]).toEqual([0x00ff_ffff, 0x50ff_ffff]);
  expect(hex(0xab)).toBe('000000ABh');
});
