import { expect, test } from 'vitest';
import { describeNew } from '../../../src/cartridge/cartridge-specification.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';

const clock = new ManualClock(Date.UTC(2026, 10, 22));

test('a barcode is enough', () => {
  expect(describeNew({ barcode: 'LAB001L8' }, clock)).toEqual({
    format: 2,
    barcode: 'LAB001L8',
    mediumType: 'lto-8',
    capacityBytes: 12_000_000_000_000,
    earlyWarningBytes: null,
    writeProtected: false,
    writeOnce: false,
    discardsData: false,
    checksum: 'crc32c',
    created: '2026-11-22T00:00:00.000Z',
    partitions: [{ capacityBytes: 12_000_000_000_000, earlyWarningBytes: 2 * 1024 ** 3, left: 'blank' }],
    state: {
      recording: 'blank',
      densityCode: 0x5e,
      hostWriteProtection: 'none',
      usesLeft: 0,
      loads: 0,
      mounts: [],
      bytesWritten: 0,
      bytesRead: 0,
      attributes: [],
    },
  });
});

test('early warning begins a sixteenth before the end of a small medium', () => {
  const { partitions } = describeNew({ barcode: 'LAB001L8', capacityBytes: 64 * 1024 ** 2 }, clock);
  expect(partitions[0]!.earlyWarningBytes).toBe(4 * 1024 ** 2);
});

test('a medium type may be named where the barcode has none', () => {
  expect(describeNew({ barcode: 'TAPE1', mediumType: 'lto-6' }, clock).mediumType).toBe('lto-6');
});

test.each([
  [{ capacityBytes: 1000, partitions: 3 }, 1000, [334, 333, 333]],
  [{ capacityBytes: 1000, partitions: [100, 200] }, 1000, [100, 200]],
  [{ partitions: [100, 200] }, 300, [100, 200]],
])('%j makes partitions', (specification, capacityBytes, parts) => {
  const made = describeNew({ barcode: 'LAB001L8', ...specification }, clock);
  expect(made.capacityBytes).toBe(capacityBytes);
  expect(made.partitions.map((part) => part.capacityBytes)).toEqual(parts);
});

test('a label may tell that it is written once, and a flag may', () => {
  expect(describeNew({ barcode: 'LAB001LY' }, clock)).toMatchObject({ mediumType: 'lto-8', writeOnce: true });
  expect(describeNew({ barcode: 'LAB001L8', writeOnce: true }, clock).writeOnce).toBe(true);
});

test('what is recorded on it may be of no use', () => {
  expect(describeNew({ barcode: 'LAB001L8', recording: 'foreign' }, clock).state.recording).toBe('foreign');
});

test('a cleaning cartridge holds nothing and has uses', () => {
  expect(describeNew({ barcode: 'CLN001L8' }, clock)).toMatchObject({
    mediumType: 'lto-cleaning',
    capacityBytes: 0,
    partitions: [{ capacityBytes: 0, earlyWarningBytes: 0 }],
    state: { usesLeft: 50 },
  });
  expect(describeNew({ barcode: 'CLN001', mediumType: 'dds-cleaning', usesLeft: 0 }, clock).state.usesLeft).toBe(0);
});

test.each([
  [{ barcode: 'LAB001L8', partitions: 5 }, 'partitions-invalid', 'A cartridge of type lto-8 has 1 to 4 partitions, not 5.'],
  [
    { barcode: 'DDS001', mediumType: 'dds-4', partitions: 3 },
    'partitions-invalid',
    'A cartridge of type dds-4 has 1 or 2 partitions, not 3.',
  ],
  [{ barcode: 'LAB001L8', partitions: 0 }, 'partitions-invalid', 'A cartridge of type lto-8 has 1 to 4 partitions, not 0.'],
  [{ barcode: 'LAB001L4', partitions: 2 }, 'partitions-invalid', 'A cartridge of type lto-4 has 1 partition, not 2.'],
  [
    { barcode: 'LAB001L8', capacityBytes: 100, partitions: [60, 50] },
    'capacity-invalid',
    'Partitions of 110 bytes in all do not fit into a capacity of 100 bytes.',
  ],
  [{ barcode: 'LAB001L8', partitions: [60, 0] }, 'capacity-invalid', 'The capacity of a partition is a whole number of bytes, at least 1.'],
  [{ barcode: 'LAB001LY', writeOnce: false }, 'medium-type-contradicts', 'The barcode LAB001LY labels a WORM cartridge.'],
  [{ barcode: 'DDS001', mediumType: 'dds-4', writeOnce: true }, 'write-once-unknown', 'There are no WORM cartridges of type dds-4.'],
  [{ barcode: 'CLN001' }, 'medium-type-unknown', 'The barcode CLN001 does not tell what kind of drive the cartridge cleans.'],
  [
    { barcode: 'CLN001L8', capacityBytes: 1000 },
    'cartridge-cleans',
    'CLN001L8 is a cleaning cartridge (lto-cleaning) and has no capacity.',
  ],
  [{ barcode: 'LAB001L8', usesLeft: 3 }, 'cartridge-cleans-not', 'LAB001L8 is no cleaning cartridge, and has no uses to be counted.'],
  [{ barcode: 'CLN001L8', usesLeft: 1.5 }, 'uses-invalid', 'The uses of a cleaning cartridge are a whole number.'],
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
