import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const load = 0x01;
const unload = 0x00;
const endOfTape = 0x04;
const hold = 0x08;

describe('LOAD UNLOAD', () => {
  it('unloads to where the cartridge is out of reach, and loads it again', async () => {
    const { host, drive } = await driveWithTape();
    await host.write(pattern(10));
    expect((await host.loadUnload(unload)).status).toBe(0);
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '3a/00' });
    expect((await host.read(10)).sense).toMatchObject({ key: 2, code: '3a/00' });
    expect(drive.state()).toMatchObject({ cartridge: 'unloaded', loaded: false, barcode: 'MEM001L8' });
    expect((await host.loadUnload(load)).status).toBe(0);
    expect((await host.read(10)).data).toEqual(pattern(10));
  });

  it('tells the others of the new medium, not the one that asked', async () => {
    const { host, device } = await driveWithTape();
    const other = await new Host(device, 'b').settle();
    await host.loadUnload(unload);
    await host.loadUnload(load);
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await other.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
    expect((await other.testUnitReady()).status).toBe(0);
  });

  it('with HOLD keeps the cartridge inside, waiting for a LOAD', async () => {
    const { host } = await driveWithTape();
    await host.loadUnload(hold | unload);
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '04/02' });
    expect((await host.loadUnload(load)).status).toBe(0);
    await host.loadUnload(unload);
    await host.loadUnload(hold | load);
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '04/02' });
  });

  it('secures what was written', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume());
    const { host } = await driveWithTape({ volume });
    await host.write(pattern(10));
    await host.loadUnload(unload);
    expect(partition.calls).toEqual(['append', 'sync']);
  });

  it('stays loaded and tells when something was lost; asked again, it unloads', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume());
    const { host } = await driveWithTape({ volume });
    partition.obstacle = (operation) => (operation === 'sync' ? { failAfter: 0 } : undefined);
    await host.write(pattern(10));
    expect((await host.loadUnload(unload)).sense).toMatchObject({ deferred: true, key: 4, information: 0 });
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await host.loadUnload(unload)).status).toBe(0);
  });

  it('LOAD of a loaded cartridge goes to its beginning', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    expect((await host.loadUnload(load)).status).toBe(0);
    expect((await host.position()).first).toBe(0);
  });

  it('is refused while any host prevents removal, until that one is gone', async () => {
    const { host, device } = await driveWithTape();
    const other = await new Host(device, 'b').settle();
    await other.prevent(true);
    expect((await host.loadUnload(unload)).sense).toMatchObject({ key: 5, code: '53/02' });
    expect((await host.loadUnload(hold | unload)).status).toBe(0);
    other.lost();
    expect((await host.loadUnload(unload)).status).toBe(0);
  });

  it('refuses LOAD with EOT, and anything without a cartridge', async () => {
    const { host, drive } = await driveWithTape();
    expect((await host.loadUnload(load | endOfTape)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 4.2' });
    await drive.eject();
    expect((await host.loadUnload(load)).sense).toMatchObject({ key: 2, code: '3a/00' });
    expect((await host.loadUnload(unload)).sense).toMatchObject({ key: 2, code: '3a/00' });
  });
});
