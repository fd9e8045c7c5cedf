import { expect, test } from 'vitest';
import { Status, statusName } from '../../../src/scsi/status.ts';

test('every status has its T10 word, and an unknown one its number', () => {
  expect(Object.values(Status).map(statusName)).toEqual([
    'GOOD',
    'CHECK CONDITION',
    'CONDITION MET',
    'BUSY',
    'RESERVATION CONFLICT',
    'TASK SET FULL',
    'ACA ACTIVE',
    'TASK ABORTED',
  ]);
  expect(statusName(0x22)).toBe('status 22h');
});
