import { beforeEach, expect, test } from 'vitest';
import { type FakeDevice, run, settledDevice } from '../fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const TEMPERATURE = '0000 02 02 0015';
const WORDS = `0001 01 04 ${Buffer.from('warm').toString('hex')}`;
const BINARY = '8000 03 02 feff';

test.each([
  ['supported pages', '4d 00 00 00 00 00 00 00 ff', '00 00 0002 00 0d'],
  ['supported pages, of cumulative values', '4d 00 40 00 00 00 00 00 ff', '00 00 0002 00 0d'],
  ['supported pages and subpages', '4d 00 00 ff 00 00 00 00 ff', '40 ff 000a 0000 00ff 0d00 0d01 0dff'],
  ['supported subpages of one page', '4d 00 0d ff 00 00 00 00 ff', '4d ff 0006 0d00 0d01 0dff'],
  ['a page', '4d 00 4d 00 00 00 00 00 ff', `0d 00 0014 ${TEMPERATURE} ${WORDS} ${BINARY}`],
  ['its thresholds', '4d 00 0d 00 00 00 00 00 ff', `0d 00 0014 0000 02 02 ffff ${WORDS} ${BINARY}`],
  ['its default thresholds', '4d 00 8d 00 00 00 00 00 ff', `0d 00 0014 0000 02 02 ffff ${WORDS} ${BINARY}`],
  ['its default values', '4d 00 cd 00 00 00 00 00 ff', `0d 00 0014 0000 02 02 0000 ${WORDS} ${BINARY}`],
  ['from a parameter on', '4d 00 4d 00 00 00 01 00 ff', `0d 00 000e ${WORDS} ${BINARY}`],
  ['from between parameters on', '4d 00 4d 00 00 00 02 00 ff', `0d 00 0006 ${BINARY}`],
  ['a subpage without parameters', '4d 00 4d 01 00 00 00 00 ff', '4d 01 0000'],
  ['clipped', '4d 00 4d 00 00 00 00 00 06', '0d 00 0014 0000'],
])('%s', async (_title, cdb, bytes) => {
  const { outcome, received } = await run(device.logicalUnit, cdb);
  expect(outcome).toBe('GOOD');
  expect(Buffer.from(received!).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

test.each([
  ['a page that is not there', '4d 00 6e 00 00 00 00 00 ff', '2.5'],
  ['a subpage that is not there', '4d 00 4d 02 00 00 00 00 ff', '3.7'],
  ['a parameter beyond the last', '4d 00 4d 00 00 80 01 00 ff', '5.7'],
  ['a parameter of a list', '4d 00 00 00 00 00 01 00 ff', '5.7'],
  ['saving', '4d 01 4d 00 00 00 00 00 ff', '1.0'],
  ['only changed parameters', '4d 02 4d 00 00 00 00 00 ff', '1.1'],
])('%s is refused', async (_title, cdb, pointer) => {
  expect((await run(device.logicalUnit, cdb)).outcome).toBe(`CHECK CONDITION 5 24/00 in cdb ${pointer}`);
  expect(device.log).toEqual([]);
});

test('the device hears that its page was read, not that it was listed', async () => {
  await run(device.logicalUnit, '4d 00 00 00 00 00 00 00 ff');
  expect(device.log).toEqual([]);
  await run(device.logicalUnit, '4d 00 4d 00 00 00 00 00 ff');
  expect(device.log).toEqual(['reported']);
});
