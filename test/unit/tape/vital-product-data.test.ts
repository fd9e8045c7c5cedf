import { expect, it } from 'vitest';
import { lto8 } from '../../../src/models/lto.ts';
import { tapeVitalProductData } from '../../../src/tape/vital-product-data.ts';
import { fakeIdentity } from '../scsi/fake-device.ts';
import { driveWithTape } from './host.ts';

const inquire = async (pageCode: number, model = lto8) => {
  const { host } = await driveWithTape({ model });
  return host.execute([0x12, 1, pageCode, 0, 255, 0], { room: 255 });
};
const page = async (pageCode: number, model = lto8) => [...(await inquire(pageCode, model)).data];

it('lists its pages beside those of every unit', async () => {
  expect(await page(0x00)).toEqual([0x01, 0x00, 0, 10, 0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5]);
});

it('B0h tells a drive with WORM from one without', async () => {
  expect(await page(0xb0)).toEqual([0x01, 0xb0, 0, 2, 1, 0]);
  expect(await page(0xb0, { ...lto8, writeOnceMedia: false })).toEqual([0x01, 0xb0, 0, 2, 0, 0]);
});

it('B1h is the serial number', async () => {
  expect((await inquire(0xb1)).data.toString('latin1')).toBe('\u0001\u00b1\u0000\u000aTEST000001');
});

it('B2h has a bit for each flag that the drive raises', async () => {
  const flags = (await page(0xb2)).slice(4);
  expect(flags).toHaveLength(8);
  // Hard error (3), read failure (5) and write failure (6); write protect (9) and no removal (10).
  expect(flags[0]! & 0b0010_1100).toBe(0b0010_1100);
  expect(flags[1]! & 0b1100_0000).toBe(0b1100_0000);
});

it('B3h and B4h know of no library', async () => {
  expect((await inquire(0xb3)).data.toString('latin1')).toBe(`\u0001\u00b3\u0000\u000a${' '.repeat(10)}`);
  expect(await page(0xb4)).toEqual([0x01, 0xb4, 0, 2, 0, 0]);
});

it('B3h and B4h name the library around the drive, and its place there', async () => {
  const automation = { serialNumber: 'LIBRARY01', elementAddress: 0x0102 };
  const pages = tapeVitalProductData({ model: lto8, automation });
  const content = (pageCode: number) => Buffer.from(pages.find((one) => one.pageCode === pageCode)!.content(fakeIdentity));
  expect(content(0xb3).toString('latin1')).toBe('LIBRARY01');
  expect([...content(0xb4)]).toEqual([0x01, 0x02]);
});

it('B5h describes CRC32C', async () => {
  expect(await page(0xb5)).toEqual([0x01, 0xb5, 0, 8, 0, 0, 0, 0, 3, 2, 4, 0xe0]);
});

it('B5h is no page of a drive without logical block protection', async () => {
  const { sense } = await inquire(0xb5, { ...lto8, logicalBlockProtection: false });
  expect(sense).toMatchObject({ key: 0x5, code: '24/00', pointsAt: 'cdb 2.7' });
});
