import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatSize, parseDuration, parseSize } from '../../../src/foundation/quantity.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

const refusal = (action: () => unknown): UserError => {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('a size', () => {
  it.each([
    ['0B', 0],
    ['512B', 512],
    ['64MiB', 67_108_864],
    ['64 MiB', 67_108_864],
    ['4GB', 4_000_000_000],
    ['2.3TB', 2_300_000_000_000],
    ['1.5KiB', 1536],
    ['12TB', 12_000_000_000_000],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each([
    ['64', 'The size 64 has no unit.', 'write it like 64MiB or 4GB.'],
    ['64mib', "'mib' is no unit of a size.", "did you mean '64MiB'?"],
    ['64M', "'M' is no unit of a size.", 'the units are MB, MiB.'],
    ['64 apples', "'apples' is no unit of a size.", 'the units are B, kB, KiB, MB, MiB, GB, GiB, TB, TiB.'],
    ['-1MiB', "'-1MiB' is no size.", 'write it like 64MiB or 4GB.'],
    ['', "'' is no size.", 'write it like 64MiB or 4GB.'],
    ['0.1B', '0.1B is not a whole number of B.', 'write it like 64MiB or 4GB.'],
    ['99999TB', '99999TB is too large for a size.', 'write it like 64MiB or 4GB.'],
  ])('%s is refused', (text, message, hint) => {
    expect(refusal(() => parseSize(text))).toMatchObject({ code: 'size-invalid', message, hint, exitCode: 2 });
  });

  it.each([
    [0, '0B'],
    [67_108_864, '64MiB'],
    [12_000_000_000_000, '12TB'],
    [1_503_238_554, '1.4GiB'],
    [1023, '1023B'],
  ])('%d bytes read %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));

  property.prop([fc.integer({ min: 1, max: 9000 }), fc.constantFrom('B', 'kB', 'KiB', 'MB', 'MiB', 'GB', 'GiB', 'TB')])(
    'is written as it can be read',
    (count, unit) => {
      const bytes = parseSize(`${count}${unit}`);
      expect(parseSize(formatSize(bytes))).toBe(bytes);
    },
  );
});

describe('a duration', () => {
  it.each([
    ['0ms', 0],
    ['0s', 0],
    ['250ms', 250],
    ['15s', 15_000],
    ['1.5 s', 1500],
    ['2min', 120_000],
    ['1h', 3_600_000],
  ])('%s is %d milliseconds', (text, durationMs) => expect(parseDuration(text)).toBe(durationMs));

  it.each([
    ['15', 'The duration 15 has no unit.', 'write it like 15s or 2min.'],
    ['15S', "'S' is no unit of a duration.", "did you mean '15s'?"],
    ['15m', "'m' is no unit of a duration.", 'the units are ms, min.'],
    ['15 days', "'days' is no unit of a duration.", 'the units are ms, s, min, h.'],
    ['soon', "'soon' is no duration.", 'write it like 15s or 2min.'],
    ['-1s', "'-1s' is no duration.", 'write it like 15s or 2min.'],
    ['0.5ms', '0.5ms is not a whole number of ms.', 'write it like 15s or 2min.'],
  ])('%s is refused', (text, message, hint) => {
    expect(refusal(() => parseDuration(text))).toMatchObject({ code: 'duration-invalid', message, hint, exitCode: 2 });
  });

  it.each([
    [0, '0s'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [120_000, '2min'],
    [7_200_000, '2h'],
    [86_399_999, '86399999ms'],
  ])('%d milliseconds read %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
    expect(parseDuration(text)).toBe(durationMs);
  });
});
