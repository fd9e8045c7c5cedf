import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

test.each([
  ['basic', 'a3 0d 00 00 00 00 00 00 00 ff', 'da000000'],
  ['extended', 'a3 0d 80 00 00 00 00 00 00 ff', `da00000c${'00'.repeat(12)}`],
  ['clipped', 'a3 0d 80 00 00 00 00 00 00 02', 'da00'],
])('%s', async (_title, cdb, bytes) => {
  const { outcome, received } = await run((await settledDevice()).logicalUnit, cdb);
  expect(outcome).toBe('GOOD');
  expect(Buffer.from(received!).toString('hex')).toBe(bytes);
});
