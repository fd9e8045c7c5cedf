import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

const GROUP = '0001 0001 00 00 00 01 0000 0001';

test.each([
  ['plain', 'a3 0a 00 00 00 00 00 00 00 ff', `0000000c ${GROUP}`],
  ['with an extended header', 'a3 2a 00 00 00 00 00 00 00 ff', `00000010 10 00 0000 ${GROUP}`],
  ['clipped', 'a3 0a 00 00 00 00 00 00 00 05', '0000000c 00'],
])('%s', async (_title, cdb, bytes) => {
  const { outcome, received } = await run((await settledDevice()).logicalUnit, cdb);
  expect(outcome).toBe('GOOD');
  expect(Buffer.from(received!).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

test('another format is refused', async () => {
  const { outcome } = await run((await settledDevice()).logicalUnit, 'a3 4a 00 00 00 00 00 00 00 ff');
  expect(outcome).toBe('CHECK CONDITION 5 24/00 in cdb 1.7');
});

test('INQUIRY says TPGS=01b while it is served, and 00b otherwise', async () => {
  const inquiry = async (served?: ReadonlySet<string>) =>
    (await run((await settledDevice(served && { served })).logicalUnit, '12 00 00 00 24')).received![5];
  expect(await inquiry()).toBe(0x10);
  expect(await inquiry(new Set())).toBe(0x00);
});
