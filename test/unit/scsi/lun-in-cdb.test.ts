/** A LUN in byte 1 where there are fields since SCSI-3. */
import { expect, test } from 'vitest';
import { cdbAsRead, withoutLun } from '../../../src/scsi/lun-in-cdb.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { cdb, FakeDevice, run, settledDevice } from './fake-device.ts';

test.each([
  [0, '1d e4', '1d e4'],
  [1, '1d 24', '1d 04'],
  [3, '1d 64', '1d 04'],
  [3, '1d 44', '1d 44'],
  [8, '1d 24', '1d 24'],
  [9, '1d 24', '1d 04'],
])('at LUN %i %s is read as %s by a unit of SCSI-2', (lun, sent, read) => {
  const task = { cdb: cdb(sent), lun: toLun(lun) };
  expect(withoutLun(task)).toEqual(cdb(read));
  expect(cdbAsRead({ device: new FakeDevice({ identity: { version: 2 } }) }, task)).toEqual(cdb(read));
  expect(cdbAsRead({ device: new FakeDevice({ identity: { version: 3 } }) }, task)).toEqual(cdb(sent));
  expect(task.cdb).toEqual(cdb(sent));
});

test.each([
  [1, '64', 'GOOD'],
  [2, '64', 'GOOD'],
  [2, '44', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
  [3, '64', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
  [6, '64', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
])('SEND DIAGNOSTIC to a unit of version %i at LUN 3, with byte 1 %sh', async (version, byte, outcome) => {
  const { logicalUnit } = await settledDevice({ identity: { version } });
  expect((await run(logicalUnit, `1d ${byte} 00 00 00 00`, { lun: 3 })).outcome).toBe(outcome);
});
