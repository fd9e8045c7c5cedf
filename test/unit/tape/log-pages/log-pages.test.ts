import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const number = (value: Buffer | undefined): number | undefined =>
  value === undefined ? undefined : Number.parseInt(value.toString('hex'), 16);

describe('log pages', () => {
  it('are listed in page 00h', async () => {
    const { host } = await driveWithTape();
    const { data } = await host.execute([0x4d, 0, 0x40, 0, 0, 0, 0, 0, 64, 0], { room: 64 });
    expect([...data.subarray(4)]).toEqual([0x00, 0x02, 0x03, 0x0c, 0x11, 0x12, 0x13, 0x14, 0x17, 0x1b, 0x2e, 0x30, 0x31, 0x32]);
  });

  it('02h, 03h and 0Ch count what passed', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(1000));
    await host.write(pattern(500));
    await host.rewind();
    await host.read(700);
    const written = await host.logPage(0x02);
    expect(number(written.get(5))).toBe(1500);
    expect(number(written.get(6))).toBe(0);
    const read = await host.logPage(0x03);
    expect(number(read.get(5))).toBe(1500);
    const device = await host.logPage(0x0c);
    expect([0, 1, 2, 3].map((code) => number(device.get(code)))).toEqual([1500, 1500, 1500, 700]);
  });

  it('02h and 03h count what failed', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume());
    const { host } = await driveWithTape({ volume });
    await host.write(pattern(10));
    await host.rewind();
    partition.obstacle = () => ({ failAfter: 0 });
    expect((await host.read(10)).sense).toMatchObject({ key: 3, code: '11/00', information: 10 });
    await host.writeFilemarks(1);
    expect(number((await host.logPage(0x03)).get(6))).toBe(1);
    expect(number((await host.logPage(0x02)).get(6))).toBe(1);
  });

  it('0Ch tells where the head is in the capacity', async () => {
    const { host, drive } = await driveWithTape({ capacityBytes: 50_000_000, earlyWarningBytes: 5_000_000 });
    for (let i = 0; i < 3; i++) await host.write(Buffer.alloc(2_500_000));
    await host.locate(1);
    const page = await host.logPage(0x0c);
    expect([4, 5, 6, 7].map((code) => number(page.get(code)))).toEqual([7, 45, 5, 2]);
    await drive.eject();
    await host.settle();
    expect((await host.logPage(0x0c)).has(4)).toBe(false);
  });

  it('17h tells the volume, or that there is none', async () => {
    const { host, drive } = await driveWithTape({ capacityBytes: 50_000_000, barcode: 'LAB007L8' });
    await host.write(Buffer.alloc(2_500_000));
    await host.writeFilemarks(0);
    const page = await host.logPage(0x17);
    expect(number(page.get(0))).toBe(1);
    expect(number(page.get(0x0e))).toBe(2);
    expect(number(page.get(0x16))).toBe(50);
    expect(page.get(0x42)?.toString('latin1').trimEnd()).toBe('LAB007L8');
    await drive.eject();
    expect([...(await host.logPage(0x17))]).toEqual([[0, Buffer.from([0])]]);
  });

  it('2Eh shows a flag once to each host', async () => {
    const { host, device } = await driveWithTape({ writeProtected: true });
    const other = await new Host(device, 'b').settle();
    const raised = async (from: Host) => [...(await from.logPage(0x2e))].filter(([, value]) => value[0] === 1).map(([code]) => code);
    expect((await host.logPage(0x2e)).size).toBe(64);
    expect(await raised(host)).toEqual([]);
    await host.write(pattern(10));
    expect(await raised(host)).toEqual([9]);
    expect(await raised(host)).toEqual([]);
    expect(await raised(other)).toEqual([9]);
  });

  it('31h stands where Windows looks for it', async () => {
    const MiB = 2 ** 20;
    const { host } = await driveWithTape({ capacityBytes: 100 * MiB, earlyWarningBytes: 10 * MiB });
    await host.write(Buffer.alloc(5 * MiB));
    const { data } = await host.execute([0x4d, 0, 0x71, 0, 0, 0, 0, 0, 92, 0], { room: 36 });
    expect([8, 16, 24, 32].map((at) => data.readUInt32BE(at))).toEqual([85, 0, 90, 0]);
  });
});
