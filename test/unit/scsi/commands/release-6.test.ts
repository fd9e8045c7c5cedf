import { expect, test } from 'vitest';
import { bob, run, settledDevice } from '../fake-device.ts';

test('GOOD from everybody, with effect for the holder', async () => {
  const { logicalUnit } = await settledDevice();
  expect((await run(logicalUnit, '17')).outcome).toBe('GOOD');
  await run(logicalUnit, '16');
  expect((await run(logicalUnit, '17', { nexus: bob })).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '00', { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  expect((await run(logicalUnit, '17')).outcome).toBe('GOOD');
  expect((await run(logicalUnit, '00', { nexus: bob })).outcome).toBe('GOOD');
});
