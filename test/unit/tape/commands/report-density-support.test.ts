import { expect, it } from 'vitest';
import { driveWithTape } from '../host.ts';

const report = (bits: number, allocationLength: number): number[] => [0x44, bits, 0, 0, 0, 0, 0, 0, allocationLength, 0];

it('REPORT DENSITY SUPPORT lists what the drive knows', async () => {
  const { host } = await driveWithTape();
  const { data } = await host.execute(report(0, 255), { room: 255 });
  expect(data.readUInt16BE(0)).toBe(data.length - 2);
  expect(data.length).toBe(4 + 3 * 52);
  const lto8 = data.subarray(4 + 2 * 52);
  expect(lto8.subarray(0, 5)).toEqual(Buffer.from([0x5e, 0x5e, 0xa0, 0, 0]));
  expect(lto8.readUInt32BE(12)).toBe(12_000_000);
  expect(lto8.subarray(16).toString('latin1')).toBe('LTO-CVE U-832   Ultrium 8/32T       ');
  expect((await host.execute(report(0, 10), { room: 255 })).data).toEqual(data.subarray(0, 10));
});

it('REPORT DENSITY SUPPORT with MEDIA lists what is loaded, and what it holds', async () => {
  const { host, drive } = await driveWithTape({ capacityBytes: 40_000_000 });
  const { data } = await host.execute(report(1, 255), { room: 255 });
  expect(data.length).toBe(4 + 52);
  expect(data.subarray(4, 9)).toEqual(Buffer.from([0x5e, 0x5e, 0xa0, 0, 0]));
  expect(data.readUInt32BE(4 + 12)).toBe(40);
  await drive.eject();
  for (const bits of [1, 3]) expect((await host.execute(report(bits, 255), { room: 255 })).sense).toMatchObject({ key: 2, code: '3a/00' });
  expect((await host.execute(report(4, 255), { room: 255 })).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.2' });
});

it('REPORT DENSITY SUPPORT with MEDIA tells what a medium is read and written at', async () => {
  const media = [{ medium: 'lto-8', mediumTypeCode: 0x88, reads: [0x5c, 0x5e], writes: [0x5e] }];
  const { host } = await driveWithTape({ model: { media } });
  const { data } = await host.execute(report(1, 255), { room: 255 });
  expect([data[4], data[6], data[4 + 52], data[6 + 52]]).toEqual([0x5c, 0x00, 0x5e, 0xa0]);
});

it('REPORT DENSITY SUPPORT with MEDIUM TYPE lists kinds of media', async () => {
  const media = [
    { medium: 'lto-7', mediumTypeCode: 0x78, reads: [0x5c], writes: [] },
    { medium: 'lto-8', mediumTypeCode: 0x88, writeOnceMediumTypeCode: 0x8c, reads: [0x5c, 0x5e], writes: [0x5e] },
  ];
  const { host } = await driveWithTape({ model: { media }, barcode: 'MEM001', mediumType: 'lto-8', writeOnce: true });
  const { data } = await host.execute(report(2, 255), { room: 255 });
  expect(data.readUInt16BE(0)).toBe(2 + 2 * 56);
  const second = data.subarray(4 + 56);
  expect([...second.subarray(0, 16)]).toEqual([0x88, 0, 0, 52, 2, 0x5c, 0x5e, 0, 0, 0, 0, 0, 0, 0, 0, 127]);
  expect(second.subarray(20).toString('latin1')).toBe('LTO-CVE LTO-8   LTO-8 cartridge     ');
  const loaded = (await host.execute(report(3, 255), { room: 255 })).data;
  expect([loaded.length, loaded[4]]).toEqual([4 + 56, 0x8c]);
});
