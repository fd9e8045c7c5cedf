import { expect, test } from 'vitest';
import { bob, FakeDevice, run, settledDevice } from '../fake-device.ts';

test('each nexus prevents and allows for itself', async () => {
  const { logicalUnit } = await settledDevice();
  await run(logicalUnit, '1e 00 00 00 01');
  expect(logicalUnit.mediumRemoval.prevented).toBe(true);
  await run(logicalUnit, '1e 00 00 00 00', { nexus: bob });
  expect(logicalUnit.mediumRemoval.prevented).toBe(true);
  await run(logicalUnit, '1e 00 00 00 00');
  expect(logicalUnit.mediumRemoval.prevented).toBe(false);
});

test('obsolete values are refused', async () => {
  expect((await run((await settledDevice()).logicalUnit, '1e 00 00 00 03')).outcome).toBe('CHECK CONDITION 5 24/00 in cdb 4.1');
});

test('a fixed medium has no such command', async () => {
  const { logicalUnit } = new FakeDevice({ identity: { removableMedium: false } });
  await run(logicalUnit, '03');
  expect((await run(logicalUnit, '1e')).outcome).toBe('CHECK CONDITION 5 20/00');
});
