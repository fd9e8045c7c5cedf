import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern } from '../host.ts';

const number = (value: Buffer | undefined): number => Number.parseInt(value!.toString('hex'), 16);

describe('Device Statistics (14h)', () => {
  it('counts loads and tells who the drive is', async () => {
    const { host, drive, volume } = await driveWithTape();
    await drive.eject();
    await drive.insert(volume);
    await host.settle();
    const page = await host.logPage(0x14);
    expect([0x00, 0x01, 0x0c, 0x0e, 0x80].map((code) => number(page.get(code)))).toEqual([2, 0, 1, 0, 0]);
    expect(page.get(0x40)!.toString('latin1')).toBe('TEST000001');
    await host.prevent(true);
    expect(number((await host.logPage(0x14)).get(0x80))).toBe(1);
  });
});

describe('Volume Statistics (17h)', () => {
  it('tells the life of a volume, whichever drive asks', async () => {
    const { host, drive, volume } = await driveWithTape({ capacityBytes: 50_000_000, barcode: 'LAB007L8' });
    await host.write(Buffer.alloc(4_000_000));
    await host.rewind();
    await host.read(4_000_000);
    await drive.eject();
    const second = await driveWithTape({ volume });
    await second.host.write(Buffer.alloc(3_000_000));
    await second.host.writeFilemarks(0);
    const page = await second.host.logPage(0x17);
    expect([0x01, 0x0e, 0x0f, 0x10, 0x11].map((code) => number(page.get(code)))).toEqual([2, 3, 0, 7, 4]);
    const mounts = page.get(0x300)!;
    expect(mounts).toHaveLength(88);
    expect(mounts.subarray(0, 4).toString('hex')).toBe('2b000000');
    expect(mounts.toString('latin1', 4, 44)).toBe(`IBM     ${'TEST000001'.padEnd(32)}`);
    expect(mounts.readUInt16BE(46)).toBe(1);
  });

  it('tells the capacity of each partition', async () => {
    const volume = await createMemoryVolume({ capacityBytes: 100_000_000 });
    await volume.format([
      { capacityBytes: 60_000_000, earlyWarningBytes: 1_000_000 },
      { capacityBytes: 40_000_000, earlyWarningBytes: 1_000_000 },
    ]);
    const { host } = await driveWithTape({ volume });
    await host.write(Buffer.alloc(5_000_000));
    const page = await host.logPage(0x17);
    expect(page.get(0x202)!.toString('hex')).toBe('070000000000003c0700000100000028');
    expect(page.get(0x203)!.toString('hex')).toBe('07000000000000050700000100000000');
    expect(page.get(0x204)!.toString('hex')).toBe('07000000000000370700000100000028');
    expect(number(page.get(0x16))).toBe(100);
  });
});

describe('Data Compression (1Bh, 32h)', () => {
  it('tells ratio and bytes of this mount', async () => {
    const { host } = await driveWithTape({ capacityBytes: 50_000_000, compression: { ratio: 2 } });
    await host.write(Buffer.alloc(3_000_010));
    await host.writeFilemarks(0);
    await host.rewind();
    await host.read(3_000_010);
    for (const code of [0x1b, 0x32]) {
      const page = await host.logPage(code);
      expect(Array.from({ length: 10 }, (_, parameter) => number(page.get(parameter)))).toEqual([
        200, 200, 3, 10, 1, 500_005, 3, 10, 1, 500_005,
      ]);
      expect(page.has(0x100)).toBe(code === 0x1b);
    }
  });

  it('is returned to zero by LOG SELECT and by a load', async () => {
    const { host, drive, volume } = await driveWithTape({ capacityBytes: 50_000_000 });
    await host.write(Buffer.alloc(3_000_000));
    await host.writeFilemarks(0);
    expect((await host.execute([0x4c, 0x02, 0x5b, 0, 0, 0, 0, 0, 0, 0])).status).toBe(0);
    expect(number((await host.logPage(0x1b)).get(6))).toBe(0);
    expect(number((await host.logPage(0x32)).get(6))).toBe(3);
    await drive.eject();
    await drive.insert(volume);
    await host.settle();
    const page = await host.logPage(0x32);
    expect([0, 1, 6].map((code) => number(page.get(code)))).toEqual([100, 100, 0]);
  });
});

describe('Tape Usage (30h)', () => {
  it('counts threads and data sets', async () => {
    const { host, drive } = await driveWithTape({ capacityBytes: 50_000_000 });
    await host.write(Buffer.alloc(3_000_000));
    const page = await host.logPage(0x30);
    expect([1, 2, 7].map((code) => number(page.get(code)))).toEqual([1, 2, 0]);
    expect([...page.values()].map((value) => value.length)).toEqual([4, 8, 4, 2, 2, 2, 8, 4, 2]);
    await drive.eject();
    await host.settle();
    expect(number((await host.logPage(0x30)).get(1))).toBe(0);
  });
});

describe('Tape Capacity (31h)', () => {
  it('counts kilobytes where the family does', async () => {
    const { host } = await driveWithTape({
      capacityBytes: 10 * 2 ** 20,
      earlyWarningBytes: 2 ** 20,
      model: { tapeCapacityUnitBytes: 1024 },
    });
    const page = await host.logPage(0x31);
    expect([1, 2, 3, 4].map((code) => number(page.get(code)))).toEqual([9 * 1024, 0, 9 * 1024, 0]);
  });

  it('has the partitions behind the second after them', async () => {
    const volume = await createMemoryVolume({ capacityBytes: 100 * 2 ** 20 });
    await volume.format([10, 20, 30].map((size) => ({ capacityBytes: size * 2 ** 20, earlyWarningBytes: 2 ** 20 })));
    const { host } = await driveWithTape({ volume });
    const page = await host.logPage(0x31);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((code) => number(page.get(code)))).toEqual([9, 19, 9, 19, 29, 0, 29, 0]);
  });
});

describe('LOG SELECT', () => {
  it('leaves what is measured, and what a volume tells of itself', async () => {
    const { host } = await driveWithTape({ capacityBytes: 50_000_000, earlyWarningBytes: 5_000_000 });
    await host.write(pattern(1000));
    expect((await host.execute([0x4c, 0x02, 0x40, 0, 0, 0, 0, 0, 0, 0])).status).toBe(0);
    const page = await host.logPage(0x0c);
    expect([0, 5, 6].map((code) => number(page.get(code)))).toEqual([0, 45, 5]);
    expect(number((await host.logPage(0x17)).get(0x01))).toBe(1);
    const list = Buffer.from('0c00000c000502080000000000000001', 'hex');
    const ended = await host.execute([0x4c, 0, 0x40, 0, 0, 0, 0, 0, list.length, 0], { out: list });
    expect(ended.sense).toMatchObject({ key: 5, code: '26/00', pointsAt: 'parameters 4.7' });
  });

  it('clears TapeAlert for everybody', async () => {
    const { host, device } = await driveWithTape({ writeProtected: true });
    const other = await new Host(device, 'b').settle();
    await host.write(pattern(10));
    expect((await host.execute([0x4c, 0x02, 0x6e, 0, 0, 0, 0, 0, 0, 0])).status).toBe(0);
    await other.settle();
    for (const reader of [host, other]) expect((await reader.logPage(0x2e)).get(9)![0]).toBe(0);
    expect((await host.logPage(0x12)).get(0)!.every((byte) => byte === 0)).toBe(true);
  });
});
