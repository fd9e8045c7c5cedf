import { expect, test } from 'vitest';
import { naaIdentifier } from '../../../src/scsi/identity.ts';
import { sharedVitalProductData, withListOfPages } from '../../../src/scsi/vital-product-data.ts';
import { fakeIdentity } from './fake-device.ts';

const pages = withListOfPages([
  ...sharedVitalProductData({}),
  { pageCode: 0xb1, name: 'B1', reference: '', content: () => new Uint8Array(1) },
  { pageCode: 0xb0, name: 'B0', reference: '', content: () => new Uint8Array(2) },
]);
const content = (pageCode: number): Buffer => Buffer.from(pages.find((page) => page.pageCode === pageCode)!.content(fakeIdentity));

test('page 00h lists all pages in ascending order', () => {
  expect([...content(0x00)]).toEqual([0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1]);
});

test('page 80h is the serial number', () => {
  expect(content(0x80).toString('latin1')).toBe('FAKE000001');
});

test('page 83h designates the unit by vendor and by NAA, and its port by number and group', () => {
  const t10 = Buffer.from('VENDOR  FAKE DRIVE      FAKE000001', 'latin1');
  expect(content(0x83).toString('hex')).toBe(
    Buffer.concat([
      Buffer.from('0201 00 22'.replaceAll(' ', ''), 'hex'),
      t10,
      Buffer.from('0103 00 08'.replaceAll(' ', ''), 'hex'),
      naaIdentifier(fakeIdentity),
      Buffer.from('0114 00 04 00000001 0115 00 04 00000001'.replaceAll(' ', ''), 'hex'),
    ]).toString('hex'),
  );
});

test('there is no target port group where none is reported', () => {
  const [, page] = sharedVitalProductData({ served: new Set() });
  expect(Buffer.from(page!.content(fakeIdentity)).subarray(-8).toString('hex')).toBe('0114000400000001');
});

test('page 86h tells the task attributes', () => {
  expect(content(0x86).toString('hex')).toBe('0007'.padEnd(120, '0'));
});
