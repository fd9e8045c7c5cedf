import { expect, test } from 'vitest';
import { alice, bob, run, settledDevice } from '../fake-device.ts';

test('releases what its nexus has reserved, in either form, and nothing of others', async () => {
  const { logicalUnit } = await settledDevice();
  await run(logicalUnit, '16', { nexus: alice });
  expect((await run(logicalUnit, '57', { nexus: bob })).outcome).toBe('GOOD');
  expect(logicalUnit.reservation.heldByAnother(bob)).toBe(true);
  expect((await run(logicalUnit, '57', { nexus: alice })).outcome).toBe('GOOD');
  expect(logicalUnit.reservation.held).toBe(false);
});

test.each([
  ['5710', '1.4'],
  ['5702', '1.1'],
])('what belongs to third parties is refused: %s', async (cdb, at) => {
  expect((await run((await settledDevice()).logicalUnit, cdb)).outcome).toBe(`CHECK CONDITION 5 24/00 in cdb ${at}`);
});
