import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { instant, type Timing } from '../../../src/tape/timing.ts';
import { driveWithTape, Host, pattern } from './host.ts';
import { unreliable } from './unreliable-volume.ts';

const timing: Timing = {
  ...instant,
  loadMs: 1000,
  unloadMs: 500,
  fullRewindMs: 10_000,
  fullLocateMs: 20_000,
  repositionMs: 100,
  fullEraseMs: 60_000,
};

/** Lets everything go on that does not wait for time. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A drive whose time stands still, with a tape of 1000 bytes and half of it behind the head. */
async function halfWay(options: Parameters<typeof driveWithTape>[0] = {}) {
  const clock = new ManualClock();
  const setting = driveWithTape({ clock, timing, capacityBytes: 1000, earlyWarningBytes: 100, ...options });
  await settled();
  clock.advance(1000);
  const drive = await setting;
  for (let block = 0; block < 5; block++) await drive.host.write(pattern(100));
  const pass = async (ms: number): Promise<void> => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  return { ...drive, clock, pass };
}

const rewindImmediately = [0x01, 1, 0, 0, 0, 0];
const locateImmediately = (block: number): number[] => [0x2b, 1, 0, 0, 0, 0, block, 0, 0, 0];

describe('a command with IMMED=1', () => {
  it('ends when its motion begins; the medium is out of reach until it has ended, and everybody is told how far it is', async () => {
    const { host, device, pass } = await halfWay();
    const other = await new Host(device, 'b').settle();
    expect((await host.execute(rewindImmediately)).status).toBe(0);
    // Half of the tape at 10 seconds for all of it, and turning round.
    await pass(2550);
    for (const each of [host, other]) {
      expect((await each.testUnitReady()).sense).toMatchObject({ key: 2, code: '04/07', progress: 0x8000 });
      expect((await each.read(100)).sense).toMatchObject({ key: 2, code: '04/07' });
      expect((await each.loadUnload(0)).sense).toMatchObject({ key: 2, code: '04/07' });
      expect(await each.requestSense()).toMatchObject({ key: 0, code: '00/1a', progress: 0x8000 });
    }
    expect((await other.execute([0x12, 0, 0, 0, 36, 0], { room: 36 })).status).toBe(0);
    expect((await other.execute([0x44, 0, 0, 0, 0, 0, 0, 0, 255, 0], { room: 255 })).status).toBe(0);
    expect((await host.modeSelect({ blockLength: 100 })).status).toBe(0);
    await pass(2549);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/07' });
    await pass(1);
    expect((await host.testUnitReady()).status).toBe(0);
    expect(await host.requestSense()).toMatchObject({ key: 0, code: '00/00', progress: undefined });
    expect((await host.position()).first).toBe(0);
  });

  it('tells afterwards what went wrong, its own nexus and nobody else', async () => {
    const { host, device, pass } = await halfWay();
    const other = await new Host(device, 'b').settle();
    await host.execute(rewindImmediately);
    await pass(5100);
    expect((await host.execute(locateImmediately(9))).status).toBe(0);
    await pass(5000);
    expect(await host.requestSense()).toMatchObject({ code: '00/19', progress: Math.floor((5000 / 10_100) * 0x1_0000) });
    await pass(5100);
    expect((await other.testUnitReady()).status).toBe(0);
    expect((await host.testUnitReady()).sense).toMatchObject({ deferred: true, key: 8, code: '00/05' });
    expect((await host.position()).first).toBe(5);
  });

  it('is not begun when it is invalid, or when something written is lost', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1000 }));
    const { host } = await halfWay({ volume });
    expect((await host.execute([0x2b, 0x03, 0, 0, 0, 0, 1, 0, 7, 0])).sense).toMatchObject({ key: 5, pointsAt: 'cdb 8.7' });
    partition.obstacle = (operation) => (operation === 'sync' ? { failAfter: 0 } : undefined);
    await host.write(pattern(10));
    expect((await host.execute(rewindImmediately)).sense).toMatchObject({ deferred: true, key: 4 });
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it('of what takes no time ends at once', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(100));
    expect((await host.execute(rewindImmediately)).status).toBe(0);
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await host.execute(locateImmediately(5))).sense).toMatchObject({ deferred: false, key: 8, code: '00/05' });
  });
});

describe('a command that waits for its motion', () => {
  const waiting = async () => {
    const drive = await halfWay();
    let ended: number | undefined;
    const rewind = drive.host.rewind().then(({ status }) => (ended = status));
    await drive.pass(1000);
    return { ...drive, rewind, ended: () => ended };
  };

  it('ends with it', async () => {
    const { host, pass, ended } = await waiting();
    expect(ended()).toBeUndefined();
    await pass(4099);
    expect(ended()).toBeUndefined();
    await pass(1);
    expect(ended()).toBe(0);
    expect((await host.position()).first).toBe(0);
  });

  it('leaves its motion behind when it is aborted', async () => {
    const { host, device, pass, rewind } = await waiting();
    rewind.catch(() => {});
    await device.manage({ function: 'abort-task-set', nexus: host.nexus, lun: toLun(0) });
    await expect(rewind).rejects.toThrow('aborted');
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/07' });
    await pass(4100);
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await host.position()).first).toBe(0);
  });

  it('leaves a format behind that MODE SELECT has begun', async () => {
    // Without FORMAT MEDIUM the Medium Partition page divides at once.
    const commands = ['MODE SELECT(6)', 'REWIND', 'WRITE(6)', 'READ POSITION short form'];
    const { host, device, volume, pass } = await halfWay({ model: { commands } });
    await host.execute(rewindImmediately);
    await pass(5100);
    const dividing = host.modeSelect({ page: [0x11, 6, 3, 0, 0x98, 3, 0, 0] });
    dividing.catch(() => {});
    await settled();
    await device.manage({ function: 'abort-task-set', nexus: host.nexus, lun: toLun(0) });
    await expect(dividing).rejects.toThrow('aborted');
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '04/04' });
    await pass(30_200);
    expect((await host.testUnitReady()).status).toBe(0);
    expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([950, 50]);
  });

  it('leaves its motion behind at a reset, and at the loss of its nexus', async () => {
    for (const end of ['reset', 'loss'] as const) {
      const { host, pass, rewind } = await waiting();
      rewind.catch(() => {});
      if (end === 'reset') await host.resetUnit();
      else host.lost();
      await expect(rewind).rejects.toThrow('aborted');
      expect((await host.testUnitReady()).sense).toMatchObject({ key: 6 });
      expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/07' });
      await pass(4100);
      expect((await host.testUnitReady()).status).toBe(0);
      expect((await host.position()).first).toBe(0);
    }
  });
});

describe('the operator’s hand', () => {
  it('is heard when the tape has come to rest', async () => {
    const { host, drive, clock, pass } = await halfWay();
    await host.execute(rewindImmediately);
    let out = false;
    const eject = drive.eject().then(() => (out = true));
    await pass(5099);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/07' });
    await pass(1);
    expect(await host.requestSense()).toMatchObject({ key: 0, code: '00/16' });
    expect(out).toBe(false);
    clock.advance(500);
    await eject;
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '3a/00' });
  });

  it('loads in the time that it takes', async () => {
    const { host, drive, clock, pass } = await halfWay();
    const ejected = drive.eject();
    await pass(5600);
    await ejected;
    const inserted = drive.insert(await createMemoryVolume({ barcode: 'NEW001L8' }));
    await pass(500);
    for (const sense of [(await host.testUnitReady()).sense, await host.requestSense(), (await host.read(10)).sense])
      expect(sense).toMatchObject({ key: 2, code: '04/01', progress: 0x8000 });
    clock.advance(500);
    await inserted;
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it('closes without waiting', async () => {
    const { host, drive, volume } = await halfWay();
    await host.execute(rewindImmediately);
    await drive.close();
    expect((await host.position()).first).toBe(0);
    expect(volume.state.bytesWritten).toBe(500);
  });

  it('closes when what was under way has been done, though nobody waits for it', async () => {
    const { host, drive, volume, clock } = await halfWay();
    await host.execute(rewindImmediately);
    await settled();
    clock.advance(5100);
    await settled();
    const format = volume.format.bind(volume);
    let formatted = false;
    volume.format = async (partitions) => {
      await settled();
      await format(partitions);
      formatted = true;
    };
    expect((await host.execute([0x04, 1, 0, 0, 0, 0])).status).toBe(0);
    await drive.close();
    expect(formatted).toBe(true);
  });
});

describe('LOAD UNLOAD', () => {
  it('takes its time, and with IMMED=1 the host does not wait', async () => {
    const { host, device, pass } = await halfWay();
    const other = await new Host(device, 'b').settle();
    expect((await host.execute([0x1b, 1, 0, 0, 0, 0])).status).toBe(0);
    await pass(5599);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/07' });
    await pass(1);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '3a/00' });
    expect((await host.execute([0x1b, 1, 0, 0, 1, 0])).status).toBe(0);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '04/01' });
    await pass(1000);
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await other.testUnitReady()).sense).toMatchObject({ key: 6, code: '28/00' });
  });
});

it('ERASE takes its time when it is long, and FORMAT MEDIUM is told as what it is', async () => {
  const { host, pass } = await halfWay();
  expect((await host.execute([0x19, 0, 0, 0, 0, 0])).status).toBe(0);
  expect((await host.execute([0x19, 3, 0, 0, 0, 0])).status).toBe(0);
  expect(await host.requestSense()).toMatchObject({ key: 0, code: '00/18' });
  await pass(30_100);
  expect((await host.testUnitReady()).status).toBe(0);
  await host.execute(rewindImmediately);
  await pass(5100);
  expect((await host.execute([0x04, 1, 0, 0, 0, 0])).status).toBe(0);
  for (const sense of [(await host.testUnitReady()).sense, await host.requestSense()])
    expect(sense).toMatchObject({ key: 2, code: '04/04' });
  await pass(30_200);
  expect((await host.testUnitReady()).status).toBe(0);
});

it('after power on a drive is where its motion would have brought it', async () => {
  const { drive, host } = await halfWay();
  await host.execute(rewindImmediately);
  await drive.logicalUnit.reset('power-on');
  await settled();
  await host.settle();
  expect((await host.position()).first).toBe(0);
});
