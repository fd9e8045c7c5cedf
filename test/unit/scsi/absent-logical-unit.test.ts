import { expect, test } from 'vitest';
import { AbsentLogicalUnit } from '../../../src/scsi/absent-logical-unit.ts';
import { TaskAbortedError, toLun } from '../../../src/scsi/target.ts';
import { run, senseSummary, task } from './fake-device.ts';

const absent = new AbsentLogicalUnit({ luns: () => [toLun(3)], reported: () => {} });

test('INQUIRY: peripheral qualifier 011b, type 1Fh', async () => {
  const { outcome, received } = await run(absent, '12 00 00 00 24 00');
  expect(outcome).toBe('GOOD');
  expect(received).toHaveLength(36);
  expect(received![0]).toBe(0x7f);
});

test('REQUEST SENSE: 25/00 as data', async () => {
  const { outcome, received } = await run(absent, '03 00 00 00 12 00');
  expect(outcome).toBe('GOOD');
  expect(senseSummary(received!)).toBe('5 25/00');
  expect((await run(absent, '03 01 00 00 12 00')).received).toEqual(Uint8Array.of(0x72, 0x05, 0x25, 0, 0, 0, 0, 0));
});

test('REPORT LUNS: the units there are', async () => {
  expect((await run(absent, 'a0 00 00 00 00 00 00 00 00 10')).received?.[9]).toBe(3);
});

test.each(['00', '1a 00 3f 00 ff', '08', 'ff', 'e2 06'])('%s: CHECK CONDITION 25/00', async (hex) => {
  expect((await run(absent, hex)).outcome).toBe('CHECK CONDITION 5 25/00');
});

test.each([
  ['a reserved bit', '12 80', '5 24/00 in cdb 1.7'],
  ['a VPD page', '12 01 83', '5 24/00 in cdb 2.7'],
])('%s is refused as anywhere', async (_title, hex, sense) => {
  expect((await run(absent, hex)).outcome).toBe(`CHECK CONDITION ${sense}`);
});

test('a task given up by its transport ends without a status', async () => {
  const given = { ...task('12 00 00 00 24'), sendDataIn: () => Promise.reject(new TaskAbortedError()) };
  expect(await absent.execute(given)).toBe('aborted');
});
