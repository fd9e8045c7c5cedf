import { expect, test } from 'vitest';
import { additionalSenseName, everyAdditionalSense, findAdditionalSense } from '../../../src/scsi/additional-sense.ts';

test('no code has two rows', () => {
  const codes = everyAdditionalSense.map(({ asc, ascq }) => additionalSenseName(asc, ascq));
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test.each([
  [0x00, 0x01, 'FILEMARK DETECTED'],
  [0x00, 0x02, 'END-OF-PARTITION/MEDIUM DETECTED'],
  [0x00, 0x04, 'BEGINNING-OF-PARTITION/MEDIUM DETECTED'],
  [0x00, 0x05, 'END-OF-DATA DETECTED'],
  [0x0c, 0x00, 'WRITE ERROR'],
  [0x11, 0x00, 'UNRECOVERED READ ERROR'],
  [0x1a, 0x00, 'PARAMETER LIST LENGTH ERROR'],
  [0x25, 0x00, 'LOGICAL UNIT NOT SUPPORTED'],
  [0x28, 0x00, 'NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED'],
  [0x29, 0x00, 'POWER ON, RESET, OR BUS DEVICE RESET OCCURRED'],
  [0x29, 0x07, 'I_T NEXUS LOSS OCCURRED'],
  [0x2a, 0x01, 'MODE PARAMETERS CHANGED'],
  [0x2f, 0x00, 'COMMANDS CLEARED BY ANOTHER INITIATOR'],
  [0x39, 0x00, 'SAVING PARAMETERS NOT SUPPORTED'],
  [0x3a, 0x00, 'MEDIUM NOT PRESENT'],
  [0x3f, 0x0e, 'REPORTED LUNS DATA HAS CHANGED'],
  [0x53, 0x02, 'MEDIUM REMOVAL PREVENTED'],
  [0x3f, 0x05, 'DEVICE IDENTIFIER CHANGED'],
])('%i/%i is %s', (asc, ascq, name) => {
  expect(findAdditionalSense(asc, ascq)?.name).toBe(name);
});

test('a code is named with its numbers, and a code without a row by them alone', () => {
  expect(additionalSenseName(0x3a, 0x00)).toBe('3a/00 MEDIUM NOT PRESENT');
  expect(additionalSenseName(0x7f, 0x01)).toBe('7f/01');
  expect(findAdditionalSense(0x7f, 0x01)).toBeUndefined();
});
