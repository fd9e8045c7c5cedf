import { describe, expect, it } from 'vitest';
import { complaint, configurationOf } from './configuration.ts';

/** What `library` begins on line 5 with. */
const withLibrary = (words: string): string => `drives:
  one: { model: lto-8, serial: ONE }
  two: { model: lto-8, serial: TWO }
libraries:
  library: { model: generic-library, serial: LIB, drives: [one, two], ${words} }
targets:
  iqn.2026-11.local.tapelab:library: { luns: { 0: library, 1: one, 2: two } }
`;
const libraryOf = (words: string) => Object.values(configurationOf(withLibrary(words)).libraries)[0]!;
const stored = (words: string) => libraryOf(words).cartridges!.map(({ slot, barcode }) => [slot, barcode]);

describe('a library', () => {
  it('needs no more than its model, its serial number and its drives', () => {
    expect(libraryOf('')).toEqual({ model: 'generic-library', serial: 'LIB', drives: ['one', 'two'] });
  });

  it.each([
    ['storage: 3', { storage: { count: 3 } }],
    ['storage: { first: 2000h }', { storage: { first: 0x2000 } }],
    ['importExport: 0', { importExport: { count: 0 } }],
    ['mediumTransport: { first: 0, count: 2 }', { mediumTransport: { first: 0, count: 2 } }],
    ['dataTransfer: { first: 0x80 }', { dataTransfer: { first: 128 } }],
    ['timing: realistic', { timing: { like: 'realistic' } }],
    ['timing: { move: 10s, position: 4s, scan: 500ms }', { timing: { move: 10_000, position: 4_000, scan: 500 } }],
    ['inquiry: { vendor: HP, product: MSL }', { inquiry: { vendor: 'HP', product: 'MSL' } }],
  ])('takes %s', (words, expected) => expect(libraryOf(words)).toMatchObject(expected));

  it.each([
    [
      'a range',
      'cartridges: LAB001L8..LAB002L8',
      [
        [1, 'LAB001L8'],
        [2, 'LAB002L8'],
      ],
    ],
    [
      'a list',
      'cartridges: [LAB001L8..LAB002L8, CLN001L1]',
      [
        [1, 'LAB001L8'],
        [2, 'LAB002L8'],
        [3, 'CLN001L1'],
      ],
    ],
    [
      'a map by slot',
      'cartridges: { 5: LAB001L8..LAB002L8, 24: CLN001L1 }',
      [
        [5, 'LAB001L8'],
        [6, 'LAB002L8'],
        [24, 'CLN001L1'],
      ],
    ],
    ['nothing', 'cartridges: []', []],
  ])('finds cartridges in %s', (_, words, expected) => expect(stored(words)).toEqual(expected));

  it.each([
    ['too many slots', 'storage: 60001', "5:80: 'storage' must be from 1 to 60000: that many fit beside the other elements."],
    [
      'a count in words',
      'storage: many',
      "5:80: 'storage' must be how many there are, or where. Hint: write it like 24 or { first: 1000h, count: 24 }.",
    ],
    [
      'a count of drives',
      'dataTransfer: 2',
      "5:85: 'dataTransfer' must be where its elements are. Hint: there are as many as drives; write it like { first: 0100h }.",
    ],
    ['a count that is none', 'storage: { count: 1.5 }', "5:89: 'count' must be a whole number."],
    [
      'an address with too many bits',
      'storage: { first: 65536 }',
      "5:89: 'first' must be from 0 to 65535: an element address has 16 bits.",
    ],
    ['an address in words', 'storage: { first: top }', "5:89: 'top' is no element address. Hint: write it like 4096 or 1000h."],
    ['an unknown timing', 'timing: realstic', "5:79: 'realstic' is no timing. Hint: did you mean 'realistic'?"],
    [
      'a barcode that is none',
      'cartridges: [LAB 1]',
      '5:84: "LAB 1" is not a barcode: 1 to 32 letters A-Z, digits, "-" and "_", the first a letter or digit. Hint: an LTO label looks like LAB001L8.',
    ],
    ['a number for a barcode', 'cartridges: { 1: 100001 }', '5:88: A barcode or a range of them is expected here. Hint: put it in quotes.'],
    ['a slot 0', 'cartridges: { 0: LAB001L8 }', "5:88: '0' is no slot. Hint: slots count from 1."],
    [
      'cartridges that are none',
      'cartridges: true',
      '5:83: Barcodes, or slots with barcodes, are expected here. Hint: write it like { 1: LAB001L8..LAB010L8 }.',
    ],
    [
      'an unknown key',
      'slots: 24',
      "5:71: This is no key of 'library'. Hint: known are model, serial, drives, mediumTransport, storage, importExport, dataTransfer, cartridges, timing, inquiry, pages.",
    ],
  ])('is refused with %s', (_, words, expected) => {
    expect(complaint(withLibrary(words))).toBe(`tapelab.yaml:${expected}`);
  });

  it('is refused with an unknown model', () => {
    expect(complaint(withLibrary('').replace('generic-library', 'generic-libary'))).toBe(
      "tapelab.yaml:5:21: 'generic-libary' is no known changer model. Hint: did you mean 'generic-library'?",
    );
    expect(complaint(withLibrary('').replace('generic-library', 'lto-8'))).toBe(
      "tapelab.yaml:5:21: 'lto-8' is no known changer model. Hint: it is a drive model: 'drives' has the drives, and the library names them.",
    );
    expect(complaint(withLibrary('').replace('model: lto-8', 'model: generic-library'))).toContain(
      "'generic-library' is no known drive model. Hint: it is a changer model: give it to a library under 'libraries'.",
    );
  });

  it.each([
    ['no drive', '[]', "5:59: 'drives' is an empty list. Hint: a library has at least one drive."],
    ['more drives than any library has', `[${Array(101).fill('one').join(', ')}]`, "5:59: 'drives' must be at most 100 drives."],
  ])('is refused with %s', (_, drives, expected) => {
    expect(complaint(withLibrary('').replace('[one, two]', drives))).toBe(`tapelab.yaml:${expected}`);
  });
});
