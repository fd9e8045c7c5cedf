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

it('REPORT DENSITY SUPPORT with MEDIA lists what is loaded', async () => {
  const { host, drive } = await driveWithTape();
  const { data } = await host.execute(report(1, 255), { room: 255 });
  expect(data.length).toBe(4 + 52);
  expect(data[4]).toBe(0x5e);
  await drive.eject();
  expect((await host.execute(report(1, 255), { room: 255 })).sense).toMatchObject({ key: 2, code: '3a/00' });
  expect((await host.execute(report(2, 255), { room: 255 })).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.1' });
});
