import { beforeEach, expect, test } from 'vitest';
import { alice, bob, type FakeDevice, run, settledDevice } from '../fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const read = async (cdb: string, nexus = alice): Promise<string> => {
  const { outcome, received } = await run(device.logicalUnit, cdb, { nexus });
  return outcome === 'GOOD' ? Buffer.from(received!).toString('hex') : outcome;
};
const write = async (cdb: string, list: string, nexus = alice): Promise<string> =>
  (await run(device.logicalUnit, cdb, { data: bytes(list), nexus })).outcome;

test('descriptors', async () => {
  expect(await read('3c 03 00 000000 0000ff')).toBe('00010000');
  expect(await read('3c 03 01 000000 0000ff')).toBe('00000000');
  expect(await read('3c 0b 00 000000 0000ff')).toBe('01001000');
});

test('what was written is read back, at any offset', async () => {
  expect(await write('3b 02 00 000010 000004', '01020304')).toBe('GOOD');
  expect(await read('3c 02 00 00000f 000006')).toBe('000102030400');
  expect(await read('3c 02 00 00fffe 0000ff')).toBe('0000');
  expect(await write('3b 02 00 00fffe 000002', 'abcd')).toBe('GOOD');
  expect(await read('3c 02 00 00fffe 0000ff')).toBe('abcd');
});

test('with a header of its own', async () => {
  expect(await write('3b 00 00 000000 000006', '00000000 0909')).toBe('GOOD');
  expect(await read('3c 00 00 000000 000007')).toBe('00010000090900');
});

test('a reset clears the buffer', async () => {
  await write('3b 02 00 000000 000002', 'ffff');
  await device.logicalUnit.reset('logical-unit-reset');
  await read('03 00 00 00 12');
  expect(await read('3c 02 00 000000 000002')).toBe('0000');
});

test('the echo buffer knows whose bytes it holds', async () => {
  expect(await read('3c 0a 00 000000 0000ff')).toBe('CHECK CONDITION 5 2c/00');
  expect(await write('3b 0a 00 000000 000002', 'aaaa')).toBe('GOOD');
  expect(await read('3c 0a 00 000000 0000ff')).toBe('aaaa');
  expect(await read('3c 0a 00 000000 0000ff', bob)).toBe('CHECK CONDITION 5 2c/00');
  expect(await write('3b 0a 00 000000 000003', 'bbbbbb', bob)).toBe('GOOD');
  expect(await read('3c 0a 00 000000 0000ff')).toBe('CHECK CONDITION 5 3f/0f');
  expect(await read('3c 0a 00 000000 000002', bob)).toBe('bbbb');
  await device.logicalUnit.nexusLost(bob);
  await read('03 00 00 00 12', bob);
  expect(await read('3c 0a 00 000000 0000ff', bob)).toBe('CHECK CONDITION 5 2c/00');
});

test.each([
  ['downloading microcode', '3b 05 00 000000 000004', '24/00 in cdb 1.4'],
  ['writing a descriptor', '3b 03 00 000000 000004', '24/00 in cdb 1.4'],
  ['writing another buffer', '3b 02 01 000000 000004', '24/00 in cdb 2.7'],
  ['writing beyond the buffer', '3b 02 00 00fffd 000004', '24/00 in cdb 6.7'],
  ['writing from beyond the buffer', '3b 02 00 010001 000000', '24/00 in cdb 3.7'],
  ['a header at an offset', '3b 00 00 000001 000004', '24/00 in cdb 3.7'],
  ['more than the echo buffer', '3b 0a 00 000000 001001', '24/00 in cdb 6.7'],
  ['less than announced', '3b 02 00 000000 000005', '1a/00'],
  ['less than a header', '3b 00 00 000000 000003', '1a/00'],
  ['a header that is not zero', '3b 00 00 000000 000004', '26/00 in list 1.1'],
  ['reading the error history', '3c 1c 00 000000 0000ff', '24/00 in cdb 1.4'],
  ['reading another buffer', '3c 02 01 000000 0000ff', '24/00 in cdb 2.7'],
  ['reading from beyond the buffer', '3c 02 00 010001 0000ff', '24/00 in cdb 3.7'],
])('%s is refused', async (_title, cdb, sense) => {
  expect(await write(cdb, '00020304')).toBe(`CHECK CONDITION 5 ${sense}`);
});
