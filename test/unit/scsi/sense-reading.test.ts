/** Sense read again, against the encoder: whatever was said is what is read, in both formats. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../../../src/scsi/sense.ts';
import { encodeSense } from '../../../src/scsi/sense-format.ts';
import { readSense, senseInWords } from '../../../src/scsi/sense-reading.ts';

const senses = fc.record(
  {
    key: fc.constantFrom(...Object.values(SenseKey)),
    additional: fc.constantFrom(...Object.values(additionalSense)),
    filemark: fc.boolean(),
    endOfMedium: fc.boolean(),
    incorrectLength: fc.boolean(),
    deferred: fc.boolean(),
    information: fc.integer(),
    commandSpecific: fc.nat(),
  },
  { requiredKeys: ['key', 'additional'] },
);

test.each(['fixed', 'descriptor'] as const)('sense in %s format is read as it was meant', (format) => {
  fc.assert(
    fc.property(senses, (sense) => {
      const {
        key,
        additional,
        filemark = false,
        endOfMedium = false,
        incorrectLength = false,
        deferred = false,
        information,
      } = sense as Sense;
      const { asc, ascq } = additional;
      expect(readSense(encodeSense(sense as Sense, format))).toEqual({
        key,
        asc,
        ascq,
        filemark,
        endOfMedium,
        incorrectLength,
        deferred,
        information,
      });
    }),
  );
});

test('any bytes are read', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void readSense(bytes)));
  expect(readSense(Uint8Array.of(0x7f, 1, 2))).toBeUndefined();
  expect(readSense(Uint8Array.of(0x70, 0, 0x06))).toMatchObject({ key: 6, asc: 0, ascq: 0 });
});

describe('in words', () => {
  const words = (sense: Sense): string => senseInWords(readSense(encodeSense(sense))!);
  test.each<[string, Sense]>([
    ['no sense, EOM, 00/02 early warning', { key: SenseKey.noSense, additional: additionalSense.endOfPartition, endOfMedium: true }],
    [
      'volume overflow, EOM, 00/02 end-of-partition/medium detected, information 512',
      { key: SenseKey.volumeOverflow, additional: additionalSense.endOfPartition, endOfMedium: true, information: 512 },
    ],
    [
      'deferred medium error, FM, ILI, 0c/00 write error, information -1',
      {
        key: SenseKey.mediumError,
        additional: additionalSense.writeError,
        deferred: true,
        filemark: true,
        incorrectLength: true,
        information: -1,
      },
    ],
  ])('%s', (expected, sense) => expect(words(sense)).toBe(expected));
});

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replace(/ /g, ''), 'hex');

describe('sense written by hand', () => {
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
  ])('are read: %s', (_, hex, expected) => expect(readSense(bytes(hex))).toMatchObject(expected));

  it.each([
    ['nothing', ''],
    ['another response code', '7f 00 05'],
    ['zeros', '00 00 00 00'],
  ])('are none: %s', (_, hex) => expect(readSense(bytes(hex))).toBeUndefined());
});
