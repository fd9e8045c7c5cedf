import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern } from './host.ts';
import { unreliable } from './unreliable-volume.ts';

const inDrive = async () => {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1000, earlyWarningBytes: 0 }));
  return { ...(await driveWithTape({ volume })), partition };
};

describe('the operator’s side of a drive', () => {
  it('puts a cartridge in, and every host is told that the medium may have changed', async () => {
    const { host, device, drive } = await driveWithTape();
    const other = await new Host(device, 'b').settle();
    expect((await drive.eject())?.barcode).toBe('MEM001L8');
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '3a/00' });
    await drive.insert(await createMemoryVolume({ barcode: 'NEW001L8' }));
    for (const each of [host, other]) {
      expect((await each.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
      expect((await each.testUnitReady()).status).toBe(0);
    }
    expect(drive.state()).toMatchObject({ cartridge: 'loaded', loaded: true, barcode: 'NEW001L8', position: 0 });
  });

  it('holds one cartridge', async () => {
    const { drive } = await driveWithTape();
    await expect(drive.insert(await createMemoryVolume())).rejects.toMatchObject({ code: 'drive-full' });
    await drive.eject();
    expect(drive.state()).toEqual({ cartridge: 'absent', loaded: false, moving: false, removalPrevented: false });
    await expect(drive.load()).rejects.toMatchObject({ code: 'drive-empty' });
    await expect(drive.unload()).rejects.toMatchObject({ code: 'drive-empty' });
    expect(await drive.eject()).toBeUndefined();
  });

  it('unloads and loads by hand', async () => {
    const { host, drive } = await driveWithTape();
    await host.write(pattern(10));
    await drive.unload();
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '3a/00' });
    await drive.load();
    await drive.load();
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
    expect((await host.read(10)).data).toEqual(pattern(10));
  });

  it('hands the volume back open and with everything on it', async () => {
    const { host, drive, partition } = await inDrive();
    await host.write(pattern(10));
    const volume = await drive.eject();
    expect(partition.calls).toEqual(['append', 'sync']);
    expect(volume?.partitions[0]?.endOfData).toBe(1);
    await volume?.close();
  });

  it('is refused while a host prevents removal, unless forced', async () => {
    const { host, drive } = await driveWithTape();
    await host.prevent(true);
    expect(drive.state().removalPrevented).toBe(true);
    await expect(drive.eject()).rejects.toMatchObject({ code: 'removal-prevented' });
    await expect(drive.unload()).rejects.toMatchObject({ code: 'removal-prevented' });
    expect((await drive.eject({ force: true }))?.barcode).toBe('MEM001L8');
  });

  it('waits for the command in hand; one that comes after it finds no medium', async () => {
    const { host, drive } = await driveWithTape();
    let send = () => {};
    const sent = new Promise<void>((resolve) => (send = resolve));
    const write = host.execute([0x0a, 0, 0, 0, 10, 0], { out: pattern(10), onRequest: () => sent });
    await new Promise((resolve) => setImmediate(resolve));
    const eject = drive.eject();
    const late = host.read(10);
    send();
    expect((await write).status).toBe(0);
    expect((await eject)?.partitions[0]?.endOfData).toBe(1);
    expect((await late).sense).toMatchObject({ key: 2, code: '3a/00' });
  });

  it('tells the host what an operator’s eject could not bring to the medium', async () => {
    const { host, drive, partition } = await inDrive();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    await host.write(pattern(10));
    partition.obstacle = () => ({ failAfter: 1 });
    await host.writeFilemarks(3, { immediate: true });
    const eject = drive.eject();
    release();
    expect((await eject)?.partitions[0]?.endOfData).toBe(2);
    await drive.insert(await createMemoryVolume());
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
    expect((await host.testUnitReady()).sense).toMatchObject({ deferred: true, information: 2 });
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it('closes by bringing everything to the medium', async () => {
    const { host, drive, partition } = await inDrive();
    await host.write(pattern(10));
    await drive.close();
    expect(partition.calls).toEqual(['append', 'sync']);
    await drive.eject();
    await drive.close();
  });

  it('publishes what happens to it', async () => {
    const { host, drive, happenings } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 100 });
    await host.write(pattern(950));
    await host.write(pattern(100));
    await drive.eject();
    expect(happenings.map(({ event }) => event).filter((event) => event.startsWith('tape.'))).toEqual([
      'tape.loaded',
      'tape.early-warning',
      'tape.volume-overflow',
      'tape.unloaded',
      'tape.removed',
    ]);
  });
});

describe('a reset', () => {
  it('keeps what stands in the buffer', async () => {
    const { host, partition } = await inDrive();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    await host.write(pattern(10));
    await host.resetUnit();
    release();
    await host.settle();
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10));
  });
});

describe('without power', () => {
  it('a drive loses what waits in its buffer, and tells nobody; with power the tape is at its beginning', async () => {
    const { host, drive, partition } = await inDrive();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    for (let count = 0; count < 3; count++) await host.write(pattern(10));
    await new Promise((resolve) => setImmediate(resolve));
    await host.write(pattern(10));
    const off = drive.logicalUnit.powerOff();
    release();
    await off;
    await drive.logicalUnit.reset('power-on');
    expect(drive.state()).toMatchObject({ cartridge: 'loaded', position: 0 });
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '29/00', deferred: false });
    expect((await host.testUnitReady()).status).toBe(0);
    expect(partition.endOfData).toBeLessThan(4);
    expect((await host.read(10)).data).toEqual(pattern(10));
  });

  it('a command that waits for the buffer does not delay the loss', async () => {
    const { host, drive, partition } = await inDrive();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    await host.write(pattern(10));
    await new Promise((resolve) => setImmediate(resolve));
    for (let count = 0; count < 3; count++) await host.write(pattern(10));
    const aborted = expect(host.rewind()).rejects.toThrow('aborted');
    await new Promise((resolve) => setImmediate(resolve));
    const off = drive.logicalUnit.powerOff();
    release();
    await off;
    await aborted;
    expect(partition.endOfData).toBe(1);
  });

  it('an empty drive loses nothing', async () => {
    const { drive } = await inDrive();
    await drive.eject();
    await drive.logicalUnit.powerOff();
    expect(drive.state()).toMatchObject({ cartridge: 'absent' });
  });

  it('a failed write is not told afterwards', async () => {
    const { host, drive, partition } = await inDrive();
    partition.obstacle = () => ({ failAfter: 0 });
    await host.write(pattern(10));
    await drive.logicalUnit.powerOff();
    await drive.logicalUnit.reset('power-on');
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '29/00' });
    expect((await host.testUnitReady()).status).toBe(0);
  });
});
