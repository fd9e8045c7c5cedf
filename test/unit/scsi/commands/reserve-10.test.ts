import { expect, test } from 'vitest';
import { alice, bob, run, settledDevice } from '../fake-device.ts';

test('reserves for its nexus and against others, as RESERVE(6) does', async () => {
  const { logicalUnit } = await settledDevice();
  for (const cdb of ['56', '16', '56']) expect((await run(logicalUnit, cdb, { nexus: alice })).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '56', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
});

test.each([
  ['a third party', '5610', '1.4'],
  ['a long identifier', '5602', '1.1'],
  ["a third party's identifier", '56000001', '3.0'],
  ['a parameter list', '56000000000000000800', '8.3'],
])('%s is refused', async (_what, cdb, at) => {
  const { logicalUnit } = await settledDevice();
  expect((await run(logicalUnit, cdb)).outcome).toBe(`CHECK CONDITION 5 24/00 in cdb ${at}`);
  expect(logicalUnit.reservation.held).toBe(false);
});
