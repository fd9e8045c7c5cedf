import { expect, test } from 'vitest';
import { alice, bob, run, settledDevice } from '../fake-device.ts';

test('reserves for its nexus, again as often as it likes, and against others', async () => {
  const { logicalUnit } = await settledDevice();
  expect((await run(logicalUnit, '16')).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '16')).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '16', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  expect((await run(logicalUnit, '00', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  expect((await run(logicalUnit, '00', { nexus: alice })).outcome).toBe('GOOD');
});

test.each(['16 10', '16 01'])('third parties and extents are refused: %s', async (hex) => {
  expect((await run((await settledDevice()).logicalUnit, hex)).outcome).toMatch(/^CHECK CONDITION 5 24\/00 in cdb 1\./);
});
