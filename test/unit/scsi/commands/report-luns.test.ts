import { expect, test } from 'vitest';
import { toLun } from '../../../../src/scsi/target.ts';
import { alice, type FakeDevice, run, settledDevice } from '../fake-device.ts';

async function joined(): Promise<{ device: FakeDevice; told: string[] }> {
  const device = await settledDevice();
  const told: string[] = [];
  device.logicalUnit.joinTarget({ luns: () => [0, 1, 256].map(toLun), reported: ({ id }) => told.push(id) });
  return { device, told };
}

const ALL = '00000018 00000000 0000000000000000 0001000000000000 4100000000000000'.replaceAll(' ', '');

test.each([
  ['00', ALL],
  ['02', ALL],
  ['01', '0000000000000000'],
  ['10', '0000000000000000'],
  ['11', '0000000000000000'],
  ['12', '0000000000000000'],
])('SELECT REPORT %sh', async (select, list) => {
  const { device, told } = await joined();
  const { received } = await run(device.logicalUnit, `a0 00 ${select} 00 00 00 00 00 01 00`);
  expect(Buffer.from(received!).toString('hex')).toBe(list);
  expect(told).toEqual([alice.id]);
});

test('another SELECT REPORT is refused and tells nothing', async () => {
  const { device, told } = await joined();
  expect((await run(device.logicalUnit, 'a0 00 03 00 00 00 00 00 01 00')).outcome).toBe('CHECK CONDITION 5 24/00 in cdb 2.7');
  expect(told).toEqual([]);
});

test('the allocation length clips the list, not its length field', async () => {
  const { device } = await joined();
  const { received } = await run(device.logicalUnit, 'a0 00 00 00 00 00 00 00 00 10');
  expect(Buffer.from(received!).toString('hex')).toBe(ALL.slice(0, 32));
});
