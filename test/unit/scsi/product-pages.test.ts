import { expect, it } from 'vitest';
import { lto8 } from '../../../src/models/lto.ts';
import { bytesOf } from '../../../src/scsi/product-pages.ts';
import type { DriveModel } from '../../../src/tape/model.ts';
import { driveWithTape } from '../tape/host.ts';

const rig = async (facts: Partial<DriveModel>) => {
  const { host } = await driveWithTape({ model: { ...lto8, ...facts } });
  /** MODE SENSE(6) with DBD=1: the page alone. */
  const mode = async (pageCode: number, control = 0) => {
    const { sense, data } = await host.execute([0x1a, 0x08, (control << 6) | pageCode, 0, 255, 0], { room: 255 });
    return sense === undefined ? data.subarray(4).toString('hex') : sense.code;
  };
  const log = async (pageCode: number) => {
    const { sense, data } = await host.execute([0x4d, 0, 0x40 | pageCode, 0, 0, 0, 0, 0, 255, 0], { room: 255 });
    return sense === undefined ? data.toString('hex') : sense.code;
  };
  const inquire = async (pageCode: number) => {
    const { sense, data } = await host.execute([0x12, 1, pageCode, 0, 255, 0], { room: 255 });
    return sense === undefined ? data.toString('hex') : sense.code;
  };
  return { host, mode, log, inquire };
};

it('a model has the mode pages that it names, and no other', async () => {
  const { mode } = await rig({ modePages: [{ pageCode: 0x10 }, { pageCode: 0x01 }] });
  expect(await mode(0x01)).toMatch(/^810a/);
  expect(await mode(0x10)).toMatch(/^900e/);
  expect(await mode(0x0f)).toBe('24/00');
  expect(await mode(0x11)).toBe('24/00');
});

it('an older product has a shorter page, with defaults of its own', async () => {
  const { mode, host } = await rig({
    modePages: [{ pageCode: 0x01, lengthBytes: 6, defaults: { readRetryCount: 0x55 }, changeable: ['readRetryCount', 'writeRetryCount'] }],
  });
  expect(await mode(0x01)).toBe('810400550000');
  expect(await mode(0x01, 1)).toBe('810400ff0000');
  const select = (page: string) => {
    const out = Buffer.from(`00001000${page}`, 'hex');
    return host.execute([0x15, 0x10, 0, 0, out.length, 0], { out });
  };
  expect((await select('010400220000')).sense).toBeUndefined();
  expect(await mode(0x01)).toBe('810400220000');
  expect((await select('010400220001')).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 9.0' });
});

it('a page cut short still means what it says', async () => {
  const { mode, host } = await rig({
    modePages: [
      { pageCode: 0x0f, lengthBytes: 8 },
      { pageCode: 0x10, saveable: false },
    ],
  });
  expect(await mode(0x10)).toMatch(/^100e/);
  const off = Buffer.from('000010000f060000000000ff', 'hex');
  expect((await host.execute([0x15, 0x10, 0, 0, off.length, 0], { out: off })).status).toBe(2);
  const page = await mode(0x0f);
  expect(page).toBe('8f06c080000000ff');
  const on = Buffer.from(`00001000${page.replace('8f06c0', '0f0640')}`, 'hex');
  expect((await host.execute([0x15, 0x10, 0, 0, on.length, 0], { out: on })).status).toBe(0);
  expect(await mode(0x0f)).toBe('8f064080000000ff');
});

it('a page in bytes is returned byte for byte, reserved bits too, and its known fields still change', async () => {
  const { mode, host } = await rig({ pageBytes: { mode: ['01 0a 91 20 aa bb cc dd 10 00 00 01', '20 06 01 02 03 04 05 06'] } });
  expect(await mode(0x01)).toBe('010a9120aabbccdd10000001');
  expect(await mode(0x20)).toBe('2006010203040506');
  expect(await mode(0x20, 1)).toBe('2006000000000000');
  const out = Buffer.from('00001000010a9133aabbccdd10000001', 'hex');
  expect((await host.execute([0x15, 0x10, 0, 0, out.length, 0], { out })).status).toBe(0);
  expect(await mode(0x01)).toBe('010a9133aabbccdd10000001');
  const stray = Buffer.from('00001000010a9133aabbccde10000001', 'hex');
  expect((await host.execute([0x15, 0x10, 0, 0, stray.length, 0], { out: stray })).sense).toMatchObject({ pointsAt: 'parameters 11.7' });
});

it('a model has the log pages that it names, and those in bytes', async () => {
  const { log } = await rig({ logPages: [0x0c, 0x31], pageBytes: { log: ['31 00 00 06 00 01 03 02 be ef'] } });
  expect(await log(0x00)).toBe('00000003000c31');
  expect(await log(0x31)).toBe('31000006000103' + '02beef');
  expect(await log(0x2e)).toBe('24/00');
});

it('a model has the VPD pages that it names, and those in bytes', async () => {
  const { inquire } = await rig({ vitalProductData: [0x80, 0xb1], pageBytes: { vitalProductData: ['01 c0 00 02 12 34'] } });
  expect(await inquire(0x00)).toBe('010000040080b1c0');
  expect(await inquire(0xc0)).toBe('01c000021234');
  expect(await inquire(0xb0)).toBe('24/00');
});

it('of two pages in bytes of one code the later counts', async () => {
  const { mode, inquire } = await rig({
    pageBytes: { mode: ['20 01 07', '20 01 09'], vitalProductData: ['01 c0 00 01 07', '01 c0 00 01 09'] },
  });
  expect(await mode(0x20)).toBe('200109');
  expect(await inquire(0xc0)).toBe('01c0000109');
  expect((await inquire(0x00)).match(/c0/g)).toHaveLength(1);
});

it('hexadecimal text is bytes, and nothing else is', () => {
  expect(bytesOf('10 0E\n00')).toEqual(Uint8Array.of(0x10, 0x0e, 0));
  for (const text of ['', '1', '1 g', '0x10']) expect(bytesOf(text)).toBeUndefined();
});
