import { expect, test } from 'vitest';
import { hardwareIds } from '../../../../src/host/windows/hardware-ids.ts';
import type { EnumeratedUnit } from '../../../../src/host/windows/physical-device.ts';

const unit = (peripheralDeviceType: number, vendorId: string, productId: string, productRevision: string): EnumeratedUnit => ({
  peripheralDeviceType,
  vendorId,
  productId,
  productRevision,
  serialNumber: undefined,
  commandQueueing: false,
});

test('a tape is looked for by its INQUIRY strings, from the most particular on, and has no generic identifier', () => {
  expect(hardwareIds(unit(1, 'HP      ', 'C1537A          ', 'L708'))).toEqual([
    'SCSI\\SequentialHP______C1537A__________L708',
    'SCSI\\SequentialHP______C1537A__________',
    'SCSI\\SequentialHP______',
    'SCSI\\HP______C1537A__________L',
    'HP______C1537A__________L',
  ]);
});

test('a changer has a generic identifier, after all others', () => {
  expect(hardwareIds(unit(8, 'EXABYTE ', 'EXB-480         ', '3.01'))).toEqual([
    'SCSI\\ChangerEXABYTE_EXB-480_________3.01',
    'SCSI\\ChangerEXABYTE_EXB-480_________',
    'SCSI\\ChangerEXABYTE_',
    'SCSI\\EXABYTE_EXB-480_________3',
    'EXABYTE_EXB-480_________3',
    'ScsiChanger',
  ]);
});

test('commas and what does not print become underscores, and fields keep their lengths', () => {
  expect(hardwareIds(unit(1, 'A,B\u0000', 'x\u0001\u00ff(C)', ''))[0]).toBe('SCSI\\SequentialA_B_____x__(C)______________');
});
