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
    ['Device Configuration', 0x10, [0x90, 0x0e, 0, 0, 0, 0, 0, 200, 0xc0, 0, 0x18, 0, 0, 0, 1, 0]],
    ['Medium Partition', 0x11, [0x11, 0x0e, 3, 0, 0x1c, 0x03, 0x02, 0, 0x27, 0x10, 0, 0, 0, 0, 0, 0]],
    ['Medium Configuration', 0x1d, [0x1d, 0x1e, ...new Array(30).fill(0)]],
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
    expect((await page(host, 0x11)).slice(6, 10)).toEqual([9, 0, 0x2e, 0xe0]);
    await drive.eject();
    expect((await page(host, 0x11)).slice(6, 10)).toEqual([0, 0, 0, 0]);
  });

  it('DCE and SDCA are one setting, the last one selected, until a reset', async () => {
    const { host } = await driveWithTape();
    const both = async () => [(await page(host, 0x0f))[2]! >> 7, (await page(host, 0x10))[14]];
    const compression = (await page(host, 0x0f)).with(0, 0x0f);
    await host.modeSelect({ page: compression.with(2, 0x40) });
    expect(await both()).toEqual([0, 0]);
    await host.modeSelect({ page: (await page(host, 0x10)).with(0, 0x10).with(14, 1) });
    expect(await both()).toEqual([1, 1]);
    await host.modeSelect({ page: (await page(host, 0x10)).with(0, 0x10).with(14, 0) });
    expect(await both()).toEqual([0, 0]);
    await host.resetUnit();
    await host.settle();
    expect(await both()).toEqual([1, 1]);
  });

  it('Device Configuration shows OBR, and lets ROBO be chosen, where RECOVER BUFFERED DATA is served', async () => {
    const order = async (commands: readonly string[] | undefined) => {
      const { host } = await driveWithTape({ model: { commands } });
      return [(await page(host, 0x10))[8]! & 0x82, (await page(host, 0x10, 1))[8]! & 0x82];
    };
    expect(await order(undefined)).toEqual([0x80, 0x02]);
    expect(await order(['MODE SENSE(6)'])).toEqual([0, 0]);
  });

  it('Device Configuration offers RSMK to families with setmarks', async () => {
    const changeable = async (setmarks: boolean) => (await page((await driveWithTape({ model: { setmarks } })).host, 0x10, 1))[8]! & 0x20;
    expect(await changeable(false)).toBe(0);
    expect(await changeable(true)).toBe(0x20);
  });

  it('Medium Configuration tells WORM, and what of it may be written over', async () => {
    const { host } = await driveWithTape({ barcode: 'MEM001', mediumType: 'lto-8', writeOnce: true });
    expect((await page(host, 0x1d)).slice(0, 6)).toEqual([0x1d, 0x1e, 1, 0, 0, 2]);
    expect((await host.modeSense(0x1d)).data[1]).toBe(0x8c);
  });
});

describe('Device Configuration Extension', () => {
  const extension = (writeMode: number, warning: number): number[] => [
    0x50,
    0x01,
    0,
    0x1c,
    0,
    (writeMode << 4) | 2,
    warning >> 8,
    warning & 0xff,
    ...new Array(24).fill(0),
  ];
  const sense = async (host: Host) => [...(await host.execute([0x1a, 0, 0x10, 1, 255, 0], { room: 255 })).data.subarray(12)];

  it('holds append-only mode and the programmable early warning', async () => {
    const { host } = await driveWithTape();
    expect((await sense(host)).with(0, 0x50)).toEqual(extension(0, 0));
    expect((await host.modeSelect({ page: extension(1, 500) })).status).toBe(0);
    expect((await sense(host)).with(0, 0x50)).toEqual(extension(1, 500));
    expect((await host.modeSelect({ page: extension(2, 0) })).sense).toMatchObject({ key: 5, code: '26/00', pointsAt: 'parameters 17.7' });
  });

  it('has no programmable early warning where the drive has none', async () => {
    const { host } = await driveWithTape({ model: { programmableEarlyWarning: false } });
    expect((await host.modeSelect({ page: extension(0, 1) })).sense).toMatchObject({ key: 5, pointsAt: 'parameters 18.7' });
  });
});
