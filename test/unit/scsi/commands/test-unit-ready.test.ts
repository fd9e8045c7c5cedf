import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

test.each([
  [true, 'GOOD'],
  [false, 'CHECK CONDITION 2 3a/00'],
])('ready %s: %s', async (ready, outcome) => {
  const device = await settledDevice();
  device.ready = ready;
  expect((await run(device.logicalUnit, '00 00 00 00 00 00')).outcome).toBe(outcome);
});
