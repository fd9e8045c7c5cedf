/** Sense data in both formats, cut off anywhere, and in words. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSenseData, residueOf } from '../../../src/host/sense.ts';
import { senseInWords } from '../../../src/host/sense-words.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replace(/ /g, ''), 'hex');

describe('sense data', () => {
  it.each([
    [
      'fixed, early warning',
      'f0 00 40 00000000 0a 00000000 00 02 00 000000',
      { key: 0, asc: 0, ascq: 2, endOfMedium: true, filemark: false, information: 0 },
    ],
    ['fixed, a block that is longer', 'f0 00 20 fffffe00 0a 00000000 00 00 00 000000', { incorrectLength: true, information: -512 }],
    [
      'fixed, deferred, nothing valid',
      '71 00 03 00000007 0a 00000000 0c 00 00 000000',
      { key: 3, asc: 12, deferred: true, information: undefined },
    ],
    ['fixed, cut off behind the key', '70 00 02', { key: 2, asc: 0, ascq: 0 }],
    [
      'descriptors',
      '72 08 00 05 00 00 00 10 00 0a 80 00 ffffffffffffffff 04 02 00 a0',
      { key: 8, asc: 0, ascq: 5, information: -1, filemark: true, incorrectLength: true, endOfMedium: false },
    ],
    ['descriptors, cut off', '73 06 28 00 00 00 00 0c 00 0a 80', { key: 6, asc: 0x28, deferred: true, information: undefined }],
  ])('are read: %s', (_, hex, expected) => expect(readSenseData(bytes(hex))).toMatchObject(expected));

  it.each([
    ['nothing', ''],
    ['another response code', '7f 00 05'],
    ['zeros', '00 00 00 00'],
  ])('are none: %s', (_, hex) => expect(readSenseData(bytes(hex))).toBeUndefined());

  test.prop([fc.uint8Array({ maxLength: 64 })])('never throw, whatever they are', (data) => {
    const sense = readSenseData(data);
    if (sense === undefined) return;
    expect(senseInWords(sense)).toMatch(/\([0-9A-F]{2}\/[0-9A-F]{2}\/[0-9A-F]{2}\)$/);
    expect(residueOf(sense, 10)).toBeGreaterThanOrEqual(0);
    expect(residueOf(sense, 10)).toBeLessThanOrEqual(10);
  });

  it('read as words, with what the qualifier says where there is a row for it', () => {
    const words = (key: number, asc: number, ascq: number): string => senseInWords({ ...readSenseData(bytes('70'))!, key, asc, ascq });
    expect(words(2, 0x3a, 0)).toBe('not ready: no medium (02/3A/00)');
    expect(words(2, 0x3a, 3)).toBe('not ready: no medium (02/3A/03)');
    expect(words(5, 0x53, 2)).toBe('illegal request: taking the medium out is prevented (05/53/02)');
    expect(words(4, 0x99, 1)).toBe('hardware error (04/99/01)');
    expect(words(0, 0, 0)).toBe('no sense (00/00/00)');
  });
});
