import { expect, test } from 'vitest';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

const clock = new ManualClock(Date.UTC(2026, 10, 22));

test('a barcode is enough', () => {
  expect(describeNew({ barcode: 'LAB001L8' }, clock)).toEqual({
    format: 1,
    barcode: 'LAB001L8',
    mediumType: 'lto-8',
    capacityBytes: 12_000_000_000_000,
    earlyWarningBytes: 2 * 1024 ** 3,
    writeProtected: false,
    checksum: 'crc32c',
    created: '2026-11-22T00:00:00.000Z',
    left: null,
    counters: { mounts: 0, bytesWritten: 0, bytesRead: 0 },
  });
});

test('early warning begins a sixteenth before the end of a small medium', () => {
  expect(describeNew({ barcode: 'LAB001L8', capacityBytes: 64 * 1024 ** 2 }, clock).earlyWarningBytes).toBe(4 * 1024 ** 2);
});

test('a medium type may be named where the barcode has none', () => {
  expect(describeNew({ barcode: 'TAPE1', mediumType: 'lto-6' }, clock).mediumType).toBe('lto-6');
});

test.each([
  [{ barcode: 'TAPE1' }, 'medium-type-unknown', 'The barcode TAPE1 does not tell what medium it labels.'],
  [{ barcode: 'TAPE1', mediumType: 'dat' }, 'medium-type-unknown', '"dat" is no medium type.'],
  [{ barcode: 'LAB001L8', mediumType: 'lto-7' }, 'medium-type-contradicts', 'The barcode LAB001L8 labels lto-8, not lto-7.'],
  [{ barcode: 'lab' }, 'barcode-invalid', '"lab" is not a barcode: 1 to 32 letters A-Z, digits, "-" and "_", the first a letter or digit.'],
  [{ barcode: 'LAB001L8', capacityBytes: 0 }, 'capacity-invalid', 'The capacity is a whole number of bytes, at least 1.'],
  [{ barcode: 'LAB001L8', capacityBytes: 1.5 }, 'capacity-invalid', 'The capacity is a whole number of bytes, at least 1.'],
  [{ barcode: 'LAB001L8', earlyWarningBytes: -1 }, 'capacity-invalid', 'The early-warning distance is a whole number of bytes.'],
  [
    { barcode: 'LAB001L8', capacityBytes: 100, earlyWarningBytes: 100 },
    'capacity-invalid',
    'Early warning 100 bytes before the end leaves nothing of a capacity of 100 bytes.',
  ],
])('%j is refused', (specification, code, message) => {
  expect(() => describeNew(specification, clock)).toThrow(expect.objectContaining({ name: 'UserError', code, message, exitCode: 2 }));
});
