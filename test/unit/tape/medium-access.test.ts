import { describe, expect, it } from 'vitest';
import { createMemoryVolume, type MemoryVolumeOptions } from '../../../src/cartridge/memory-volume.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { DriveModel } from '../../../src/tape/model.ts';
import { instant } from '../../../src/tape/timing.ts';
import { driveWithTape, type Host, pattern } from './host.ts';

/** TapeAlert flags that are set. */
async function alerts(host: Host): Promise<number[]> {
  return [...(await host.logPage(0x2e))].filter(([, value]) => value[0] === 1).map(([flag]) => flag);
}

/** The bytes of a mode page as MODE SELECT wants them. */
const page = async (host: Host, code: number): Promise<number[]> => {
  const bytes = [...(await host.modeSense(code)).data.subarray(12)];
  return bytes.with(0, bytes[0]! & 0x7f);
};

const withTape = async (options: MemoryVolumeOptions, { model }: { model: Partial<DriveModel> }) =>
  driveWithTape({ volume: await createMemoryVolume({ barcode: 'MEM001', ...options }), model });

describe('a cartridge that the drive cannot use', () => {
  it.each([
    ['of another kind', { mediumType: 'lto-1' }, {}, '30/00', 12],
    ['WORM where that is unknown', { mediumType: 'lto-8', writeOnce: true }, { writeOnceMedia: false }, '30/00', 12],
    ['a cleaning cartridge for others', { mediumType: 'dds-cleaning' }, { cleaningMedia: ['lto-cleaning'] }, '30/00', 23],
    ['a cleaning cartridge that is used up', { mediumType: 'lto-cleaning', usesLeft: 0 }, { cleaningMedia: ['lto-cleaning'] }, '30/07', 22],
  ])('%s leaves it not ready until it is out', async (_what, options, model, code, alert) => {
    const { host, drive, happenings } = await withTape(options, { model });
    for (const sense of [(await host.testUnitReady()).sense, (await host.read(10)).sense, await host.requestSense()])
      expect(sense).toMatchObject({ key: 2, code });
    expect(await alerts(host)).toEqual([alert]);
    expect(drive.state()).toMatchObject({ cartridge: 'refused', loaded: false });
    expect(happenings.map(({ event }) => event)).toContain('tape.refused');
    expect((await host.loadUnload(0)).status).toBe(0);
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '3a/00' });
    expect((await host.loadUnload(1)).sense).toMatchObject({ key: 2, code });
    await drive.eject();
    await drive.insert(await createMemoryVolume());
    await host.settle();
    expect((await host.testUnitReady()).status).toBe(0);
    expect(await alerts(host)).toEqual([]);
  });
});

describe('a cleaning cartridge', () => {
  const model = { cleaningMedia: ['lto-cleaning'] };

  it('cleans, is used up by one, and comes out again', async () => {
    const { host, drive, volume, happenings } = await withTape({ mediumType: 'lto-cleaning', usesLeft: 2 }, { model });
    expect(volume.state).toMatchObject({ usesLeft: 1, loads: 0 });
    expect(happenings).toContainEqual({ event: 'tape.cleaned', drive: 'TEST000001', barcode: 'MEM001', usesLeft: 1 });
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '3a/00' });
    expect(drive.state()).toMatchObject({ cartridge: 'unloaded' });
    await drive.load();
    expect(volume.state.usesLeft).toBe(0);
    await drive.load();
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '30/07' });
  });

  it('takes its time over it', async () => {
    const clock = new ManualClock();
    const { host, drive } = await driveWithTape({ clock, timing: { ...instant, cleaningMs: 60_000 }, model });
    await drive.eject();
    const cleaning = drive.insert(await createMemoryVolume({ barcode: 'CLN001', mediumType: 'lto-cleaning' }));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(30_000);
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 2, code: '30/03', progress: 0x8000 });
    expect((await host.loadUnload(0)).sense).toMatchObject({ key: 2, code: '30/03' });
    clock.advance(30_000);
    await cleaning;
    expect((await host.testUnitReady()).sense).toMatchObject({ code: '3a/00' });
  });

  it('is asked for', async () => {
    const { host, drive } = await driveWithTape({ model });
    drive.requestCleaning();
    expect(await alerts(host)).toEqual([20]);
  });
});

describe('a recording that the drive cannot read', () => {
  it.each([
    ['foreign', { recording: 'foreign' }, '30/01'],
    ['unformatted', { recording: 'unformatted' }, '30/10'],
  ] as const)('%s: ready, and nothing is found', async (_what, options, code) => {
    const { host } = await driveWithTape({ ...options });
    expect((await host.testUnitReady()).status).toBe(0);
    for (const ended of [await host.read(10), await host.space(1, 1)]) expect(ended.sense).toMatchObject({ key: 3, code });
    expect((await host.rewind()).status).toBe(0);
  });

  it('foreign: is not written over, and can be formatted', async () => {
    const { host } = await driveWithTape({ recording: 'foreign' });
    expect((await host.write(pattern(10))).sense).toMatchObject({ key: 7, code: '30/04' });
    expect((await host.execute([0x04, 0, 0, 0, 0, 0])).status).toBe(0);
    expect((await host.write(pattern(10))).status).toBe(0);
  });

  it('unformatted: a write at the beginning makes a recording', async () => {
    const { host } = await driveWithTape({ recording: 'unformatted' });
    expect((await host.write(pattern(10))).status).toBe(0);
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10));
  });

  it('of another density is not read and not appended to, and may be written over', async () => {
    const media = [{ medium: 'dlt-iv', mediumTypeCode: 0x84, reads: [0x19, 0x1a], writes: [0x1a] }];
    const first = await driveWithTape({ barcode: 'DLT001', mediumType: 'dlt-iv', model: { media } });
    await first.host.write(pattern(10));
    expect(first.volume.state).toMatchObject({ recording: 'recorded', densityCode: 0x1a });
    await first.drive.eject();
    const older = await driveWithTape({ volume: first.volume, model: { media: [{ ...media[0]!, reads: [0x19], writes: [0x19] }] } });
    expect((await older.host.read(10)).sense).toMatchObject({ key: 3, code: '30/02' });
    expect((await older.host.write(pattern(10, 2))).status).toBe(0);
    expect(older.volume.state.densityCode).toBe(0x19);
    await older.drive.eject();
    const newer = await driveWithTape({ volume: first.volume, model: { media } });
    expect((await newer.host.read(10)).data).toEqual(pattern(10, 2));
    expect((await newer.host.write(pattern(10))).sense).toMatchObject({ key: 7, code: '30/05' });
    await newer.host.rewind();
    expect((await newer.host.write(pattern(10))).status).toBe(0);
  });

  it('of a generation that is only read says so to who writes', async () => {
    const media = [{ medium: 'lto-8', mediumTypeCode: 0x88, reads: [0x5e], writes: [] }];
    const { host } = await driveWithTape({ model: { media } });
    expect((await host.modeSense(0x3f)).data[2]! & 0x80).toBe(0x80);
    expect((await host.write(pattern(10))).sense).toMatchObject({ key: 7, code: '30/05' });
    expect(await alerts(host)).toEqual([17]);
  });
});

describe('write protection', () => {
  const protecting = async (bits: { swp?: boolean; byte15?: number }, options: MemoryVolumeOptions = {}) => {
    const tape = await driveWithTape(options);
    const device = await page(tape.host, 0x10);
    const selected = device.with(10, device[10]! | (bits.swp ? 0x04 : 0)).with(15, bits.byte15 ?? 0);
    expect((await tape.host.modeSelect({ page: selected })).status).toBe(0);
    return tape;
  };

  it.each([
    ['the switch', {}, { writeProtected: true }, '27/00'],
    ['SWP', { swp: true }, {}, '27/02'],
    ['ASOCWP', { byte15: 0x04 }, {}, '27/03'],
    ['PERSWP', { byte15: 0x02 }, {}, '27/04'],
    ['PRMWP', { byte15: 0x01 }, {}, '27/05'],
    ['PRMWP before all others', { swp: true, byte15: 0x07 }, {}, '27/05'],
    ['the switch before all', { swp: true, byte15: 0x07 }, { writeProtected: true }, '27/00'],
  ])('by %s', async (_by, bits, options, code) => {
    const { host } = await protecting(bits, options);
    for (const ended of [
      await host.write(pattern(10)),
      await host.writeFilemarks(1),
      await host.erase(),
      await host.execute([0x04, 0, 0, 0, 0, 0]),
    ])
      expect(ended.sense).toMatchObject({ key: 7, code });
    expect((await host.modeSense(0x10)).data[2]! & 0x80).toBe(0x80);
    expect(await alerts(host)).toEqual([9]);
  });

  it('ASOCWP goes with the mount, PERSWP stays until it is taken back, PRMWP for ever', async () => {
    const { host, drive, volume } = await protecting({ byte15: 0x06 });
    expect(volume.state.hostWriteProtection).toBe('persistent');
    await drive.unload();
    await drive.load();
    await host.settle();
    expect((await page(host, 0x10))[15]).toBe(0x02);
    const none = (await page(host, 0x10)).with(15, 0);
    expect((await host.modeSelect({ page: none })).status).toBe(0);
    expect((await host.write(pattern(10))).status).toBe(0);
    expect((await host.modeSelect({ page: none.with(15, 0x01) })).status).toBe(0);
    expect(volume.state.hostWriteProtection).toBe('permanent');
    expect((await host.modeSelect({ page: none })).sense).toMatchObject({ key: 5, code: '26/00', pointsAt: 'parameters 27.0' });
    expect((await page(host, 0x10))[15]).toBe(0x01);
  });

  it('by a host survives a reset, and needs a volume', async () => {
    const { host, drive } = await protecting({ byte15: 0x06 });
    await host.resetUnit();
    await host.settle();
    expect((await page(host, 0x10))[15]).toBe(0x06);
    await drive.eject();
    const device = await page(host, 0x10);
    expect(device[15]).toBe(0);
    for (const [byte15, bit] of [
      [4, 2],
      [2, 1],
      [1, 0],
    ] as const)
      expect((await host.modeSelect({ page: device.with(15, byte15) })).sense).toMatchObject({ key: 5, pointsAt: `parameters 27.${bit}` });
  });
});

it('a cartridge remembers who loaded it, and what passed', async () => {
  const { host, drive, volume } = await driveWithTape();
  await host.write(pattern(300));
  await host.rewind();
  await host.read(300);
  await host.read(300);
  await drive.unload();
  expect(volume.state).toMatchObject({ loads: 1, bytesWritten: 300, bytesRead: 300 });
  for (let load = 0; load < 5; load++) {
    await drive.load();
    await drive.unload();
  }
  expect(volume.state).toMatchObject({ loads: 6, bytesWritten: 300, bytesRead: 300 });
  expect(volume.state.mounts).toEqual(Array.from({ length: 4 }, () => ({ vendorIdentification: 'IBM', serialNumber: 'TEST000001' })));
});
