import { expect, it } from 'vitest';
import { blockMarks, keyDataFormatOf, rawReadsDisabledBy } from '../../../../src/tape/encryption/block-marks.ts';

it.each([0, 1, 2])('tells the format %i and whether raw reads are disabled', (format) => {
  for (const disabled of [true, false]) {
    const marks = blockMarks(format, disabled);
    expect(marks).toBeLessThan(0x100);
    expect(keyDataFormatOf(marks)).toBe(format);
    expect(rawReadsDisabledBy(marks)).toBe(disabled);
  }
});

it('reads a block without marks as one with none set', () => {
  expect(keyDataFormatOf(undefined)).toBe(0);
  expect(rawReadsDisabledBy(undefined)).toBe(false);
});
