import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host } from '../host.ts';

const page = async (host: Host, code: number, control = 0): Promise<number[]> => {
  const { data } = await host.modeSense(code, { control });
  return [...data.subarray(12)];
};

describe('mode pages of an LTO-8 drive', () => {
  it.each([
    ['Read-Write Error Recovery', 0x01, [0x81, 0x0a, 0, 16, 0, 0, 0, 0, 16, 0, 0, 0]],
    ['Data Compression', 0x0f, [0x8f, 0x0e, 0xc0, 0x80, 0, 0, 0, 0xff, 0, 0, 0, 0xff, 0, 0, 0, 0]],
    ['Device Configuration', 0x10, [0x90, 0x0e, 0, 0, 0, 0, 0, 200, 0x40, 0, 0x18, 0, 0, 0, 1, 0]],
    ['Medium Partition', 0x11, [0x11, 0x08, 0, 0, 0x18, 0x03, 0x02, 0, 0x27, 0x10]],
  ])('%s', async (_name, code, bytes) => {
    const { host } = await driveWithTape();
    expect(await page(host, code)).toEqual(bytes);
  });

  it('Data Compression may be switched off and on, with no other algorithm', async () => {
    const { host } = await driveWithTape();
    const on = await page(host, 0x0f);
    const off = on.with(2, 0x40);
    expect((await host.modeSelect({ page: off })).status).toBe(0);
    expect(await page(host, 0x0f)).toEqual(off);
    expect((await host.modeSelect({ page: on.with(7, 0) })).status).toBe(0);
    expect((await host.modeSelect({ page: on.with(7, 3) })).sense).toMatchObject({ key: 5, code: '26/00', pointsAt: 'parameters 16.7' });
    expect((await host.modeSelect({ page: on.with(11, 3) })).sense).toMatchObject({ key: 5, code: '26/00', pointsAt: 'parameters 20.7' });
  });

  it('Data Compression of a drive that cannot says so', async () => {
    const { host } = await driveWithTape({ model: { compressionAlgorithm: undefined } });
    expect(await page(host, 0x0f)).toEqual([0x0f, 0x0e, ...new Array(14).fill(0)]);
    expect((await page(host, 0x10))[14]).toBe(0);
  });

  it('Device Configuration knows one compression algorithm and no partition to change to', async () => {
    const { host } = await driveWithTape();
    const current = await page(host, 0x10);
    expect((await host.modeSelect({ page: current.with(14, 2) })).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 26.7' });
    expect((await host.modeSelect({ page: current.with(3, 1) })).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 15.7' });
    expect((await host.modeSelect({ page: current.with(14, 0) })).status).toBe(0);
  });

  it('Medium Partition measures in the smallest power of ten that fits', async () => {
    const { host, drive } = await driveWithTape({ capacityBytes: 12_000_000_000_000 });
    expect((await page(host, 0x11)).slice(6)).toEqual([9, 0, 0x2e, 0xe0]);
    await drive.eject();
    expect((await page(host, 0x11)).slice(6)).toEqual([0, 0, 0, 0]);
  });
});
