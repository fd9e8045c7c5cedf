import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { ManualClock } from '../../../../src/foundation/clock.ts';
import { lto8 } from '../../../../src/models/lto.ts';
import { ScsiTargetDevice } from '../../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../../src/scsi/target.ts';
import { TapeDrive } from '../../../../src/tape/tape-drive.ts';
import { instant } from '../../../../src/tape/timing.ts';
import { driveWithTape, Host, pattern } from '../host.ts';

const status = async (host: Host): Promise<string> => (await host.logPage(0x11)).get(0)!.toString('hex');

describe('DT Device Status (11h)', () => {
  it('follows the cartridge', async () => {
    const { host, drive, volume } = await driveWithTape();
    expect(await status(host)).toBe('31170000');
    await host.prevent(true);
    expect(await status(host)).toBe('b1170000');
    await host.prevent(false);
    await drive.unload();
    await host.settle();
    expect(await status(host)).toBe('11300000');
    await drive.eject();
    await drive.insert(volume);
    await host.settle();
    expect(await status(host)).toBe('31170000');
  });

  it('shows an empty drive, and a write protected cartridge', async () => {
    const { host, drive } = await driveWithTape({ writeProtected: true });
    expect(await status(host)).toBe('39170000');
    await drive.eject();
    await host.settle();
    expect(await status(host)).toBe('11200000');
  });

  it('shows the compression that a host has switched off', async () => {
    const { host } = await driveWithTape();
    const page = (await host.modeSense(0x0f)).data.subarray(12);
    page[2]! &= 0x7f;
    page[0]! &= 0x3f;
    expect((await host.modeSelect({ page: [...page] })).status).toBe(0);
    expect(await status(host)).toBe('21170000');
  });

  it('asks for a cartridge to be taken out that it refuses', async () => {
    const { host } = await driveWithTape({ volume: await createMemoryVolume({ mediumType: 'lto-1', barcode: 'OLD001L1' }) });
    expect((await status(host)).slice(2, 4)).toBe('14');
    expect((await host.logPage(0x11)).get(0)![3]! & 0x04).toBe(0x04);
    expect([...(await host.logPage(0x13)).get(0)!]).toEqual([0x04]);
  });

  it('tells what the drive is doing', async () => {
    const clock = new ManualClock();
    const timing = { ...instant, fullRewindMs: 60_000, repositionMs: 1000 };
    const drive = new TapeDrive({ model: lto8, serialNumber: 'TEST000001', clock, timing });
    const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), drive.logicalUnit]]) });
    await drive.insert(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 100_000 }));
    const host = await new Host(device).settle();
    await host.write(pattern(500_000));
    expect((await host.execute([0x01, 1, 0, 0, 0, 0])).status).toBe(0);
    expect(await status(host)).toBe('31170800');
    clock.advance(60_000);
    await host.testUnitReady();
    expect(await status(host)).toBe('31170000');
    expect((await host.logPage(0x14)).get(3)!.readUInt32BE()).toBe(0);
    clock.advance(2 * 3_600_000);
    expect((await host.logPage(0x14)).get(2)!.readUInt32BE()).toBe(2);
  });

  it('tells that TapeAlert flags have changed, until page 12h is read', async () => {
    const { host } = await driveWithTape({ writeProtected: true });
    await host.write(pattern(10));
    expect(await status(host)).toBe('39170001');
    expect((await host.logPage(0x12)).get(0)!.toString('hex')).toBe('0080000000000000');
    expect(await status(host)).toBe('39170000');
  });

  it('has nothing to recover from otherwise', async () => {
    const { host } = await driveWithTape();
    expect([...(await host.logPage(0x13)).get(0)!]).toEqual([0x00]);
    expect((await host.logPage(0x11)).get(1)!.readUInt16BE()).toBe(100);
  });
});
