import { expect, it } from 'vitest';
import { driveWithTape } from './host.ts';

const inquire = async (pageCode: number) => {
  const { host } = await driveWithTape();
  return (await host.execute([0x12, 1, pageCode, 0, 255, 0], { room: 255 })).data;
};

it('lists B0h and B1h beside the pages of every unit', async () => {
  expect([...(await inquire(0x00)).subarray(4)]).toEqual(expect.arrayContaining([0x00, 0x80, 0x83, 0xb0, 0xb1]));
});

it('B0h tells a drive without WORM', async () => {
  expect([...(await inquire(0xb0))]).toEqual([0x01, 0xb0, 0, 2, 0, 0]);
});

it('B1h is the serial number', async () => {
  expect((await inquire(0xb1)).toString('latin1')).toBe('\u0001\u00b1\u0000\u000aTEST000001');
});
