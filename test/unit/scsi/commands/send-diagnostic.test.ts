import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

test.each([
  ['the default self-test', '1d 04 00 00 00 00', 'GOOD'],
  ['with the unit offline', '1d 07 00 00 00 00', 'GOOD'],
  ['nothing asked for', '1d 00 00 00 00 00', 'GOOD'],
  ['a background self-test', '1d 20 00 00 00 00', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
  ['diagnostic pages', '1d 10 00 00 08 00', 'CHECK CONDITION 5 24/00 in cdb 3.7'],
])('%s', async (_title, cdb, outcome) => {
  expect((await run((await settledDevice()).logicalUnit, cdb)).outcome).toBe(outcome);
});
