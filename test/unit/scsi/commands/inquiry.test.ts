import { expect, test } from 'vitest';
import { FakeDevice, fakeIdentity, run } from '../fake-device.ts';

const { logicalUnit } = new FakeDevice();
const inquiry = async (hex: string): Promise<Buffer> => {
  const { outcome, received } = await run(logicalUnit, hex);
  expect(outcome).toBe('GOOD');
  return Buffer.from(received!);
};

test('standard data, byte by byte', async () => {
  const data = await inquiry('12 00 00 00 ff 00');
  expect(data).toHaveLength(96);
  expect(data.subarray(0, 8).toString('hex')).toBe('018006025b100002');
  expect(data.toString('latin1', 8, 36)).toBe('VENDOR  FAKE DRIVE      1.2 ');
  expect(data.subarray(36, 58).every((byte) => byte === 0)).toBe(true);
  expect(data.subarray(58, 74).toString('hex')).toBe('00a004600520'.padEnd(32, '0'));
});

test.each([
  [5, '12 00 00 00 05 00'],
  [36, '12 00 00 00 24 00'],
  [96, '12 00 00 ff ff 00'],
])('an allocation length gives %i bytes', async (length, hex) => {
  expect(await inquiry(hex)).toHaveLength(length);
});

test.each([
  ['00', '0100000500808386b0'],
  ['80', `0180000a${Buffer.from(fakeIdentity.serialNumber).toString('hex')}`],
  ['b0', '01b000020100'],
])('VPD page %sh', async (page, bytes) => {
  expect((await inquiry(`12 01 ${page} 00 ff 00`)).toString('hex')).toBe(bytes);
});

test('VPD page 83h has its length in its header, and is clipped without changing it', async () => {
  const whole = await inquiry('12 01 83 00 ff 00');
  expect(whole.readUInt16BE(2)).toBe(whole.length - 4);
  expect(await inquiry('12 01 83 00 08 00')).toEqual(whole.subarray(0, 8));
});

test.each([
  ['a page code without EVPD', '12 00 80 00 ff 00', '2.7'],
  ['a VPD page that is not there', '12 01 b5 00 ff 00', '2.7'],
  ['CMDDT', '12 02 00 00 ff 00', '1.1'],
])('%s is refused', async (_title, hex, pointer) => {
  expect((await run(logicalUnit, hex)).outcome).toBe(`CHECK CONDITION 5 24/00 in cdb ${pointer}`);
});

test('a fixed medium is not removable', async () => {
  const fixed = new FakeDevice({ identity: { removableMedium: false } });
  expect((await run(fixed.logicalUnit, '12 00 00 00 24')).received![1]).toBe(0x00);
});

test('a product has its own length, format and vendor specific bytes', async () => {
  const standardInquiry = {
    lengthBytes: 60,
    responseDataFormat: 1,
    commandQueuing: false,
    vendorSpecific: [
      { at: 36, bytes: 'Date' },
      { at: 41, bytes: [0x01, 0x02] },
    ],
    serialNumber: { at: 48, length: 12 },
  };
  const product = new FakeDevice({ identity: { standardInquiry, protectionInformation: true } });
  const data = Buffer.from((await run(product.logicalUnit, '12 00 00 00 ff')).received!);
  expect(data).toHaveLength(60);
  expect(data.subarray(0, 8).toString('hex')).toBe('0180060137110000');
  expect(data.toString('latin1', 36, 60)).toBe('Date\0\x01\x02\0\0\0\0\0FAKE000001  ');
});

test('standard data may be longer than the standard has them', async () => {
  const standardInquiry = { lengthBytes: 120, responseDataFormat: 2, commandQueuing: true, vendorSpecific: [{ at: 118, bytes: 'end' }] };
  const product = new FakeDevice({ identity: { standardInquiry } });
  const data = Buffer.from((await run(product.logicalUnit, '12 00 00 00 ff')).received!);
  expect(data).toHaveLength(120);
  expect(data[4]).toBe(115);
  expect(data.toString('latin1', 116)).toBe('\0\0en');
});
