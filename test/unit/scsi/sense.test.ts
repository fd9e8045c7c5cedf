import { expect, test } from 'vitest';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import {
  illegalRequest,
  invalidFieldInCdb,
  invalidFieldInParameterList,
  notReady,
  SenseKey,
  senseKeyName,
  unitAttention,
} from '../../../src/scsi/sense.ts';

test.each([
  [illegalRequest(additionalSense.parameterListLengthError), 0x5, 0x1a, 0x00],
  [notReady(additionalSense.mediumNotPresent), 0x2, 0x3a, 0x00],
  [unitAttention(additionalSense.nexusLossOccurred), 0x6, 0x29, 0x07],
  [invalidFieldInCdb({ byte: 2, bit: 5 }), 0x5, 0x24, 0x00],
  [invalidFieldInParameterList({ byte: 2, bit: 5 }), 0x5, 0x26, 0x00],
])('%o', (sense, key, asc, ascq) => {
  expect([sense.key, sense.additional.asc, sense.additional.ascq]).toEqual([key, asc, ascq]);
});

test('a field pointer says which bytes it counts', () => {
  expect(invalidFieldInCdb({ byte: 2, bit: 5 }).fieldPointer).toEqual({ byte: 2, bit: 5, in: 'cdb' });
  expect(invalidFieldInParameterList({ byte: 2, bit: 5 }).fieldPointer).toEqual({ byte: 2, bit: 5, in: 'parameters' });
});

test.each([
  [SenseKey.noSense, 'NO SENSE'],
  [SenseKey.unitAttention, 'UNIT ATTENTION'],
  [SenseKey.blankCheck, 'BLANK CHECK'],
  [SenseKey.volumeOverflow, 'VOLUME OVERFLOW'],
  [SenseKey.completed, 'COMPLETED'],
  [0x0c, 'sense key Ch'],
  [0x10, 'sense key 16'],
])('key %s is %s', (key, name) => {
  expect(senseKeyName(key)).toBe(name);
});
