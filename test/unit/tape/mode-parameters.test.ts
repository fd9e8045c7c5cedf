import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern, uint24 } from './host.ts';
import { unreliable } from './unreliable-volume.ts';

const header = async (host: Host, control = 0) => [...(await host.modeSense(0x10, { control })).data.subarray(0, 12)];

describe('header and block descriptor', () => {
  it('tell medium type, buffered mode, density and block length', async () => {
    const { host } = await driveWithTape();
    expect(await header(host)).toEqual([27, 0x88, 0x10, 8, 0x5e, 0, 0, 0, 0, 0, 0, 0]);
    await host.modeSelect({ blockLength: 512, bufferedMode: 0 });
    expect(await header(host)).toEqual([27, 0x88, 0x00, 8, 0x5e, 0, 0, 0, 0, 0, 2, 0]);
  });

  it('tell the defaults, and what may be changed', async () => {
    const { host } = await driveWithTape();
    await host.modeSelect({ blockLength: 512, bufferedMode: 0 });
    expect(await header(host, 2)).toEqual([27, 0x88, 0x10, 8, 0x5e, 0, 0, 0, 0, 0, 0, 0]);
    expect((await header(host, 1)).slice(2)).toEqual([0x10, 8, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff]);
  });

  it('know no medium and no density without a cartridge', async () => {
    const { host, drive } = await driveWithTape();
    await drive.eject();
    expect(await header(host)).toEqual([27, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([0x00, 0x7f, 0x5e])('accept density %d', async (density) => {
    const { host } = await driveWithTape();
    expect((await host.modeSelect({ density, blockLength: 1024 })).status).toBe(0);
    expect((await header(host)).slice(4)).toEqual([0x5e, 0, 0, 0, 0, 0, 4, 0]);
  });

  it('accept what Windows sends: PF=0, WP as read, density 7Fh, no page', async () => {
    const { host } = await driveWithTape();
    const list = Uint8Array.from([0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, ...uint24(16384)]);
    expect((await host.execute([0x15, 0, 0, 0, 12, 0], { out: list })).status).toBe(0);
    expect((await header(host)).slice(8)).toEqual([0, ...uint24(16384)]);
  });

  it.each([
    ['a density of no loaded medium', { density: 0x5a }, 'parameters 4.7'],
    ['buffered mode 2', { bufferedMode: 2 }, 'parameters 2.6'],
  ])('refuse %s and change nothing', async (_words, selection, pointsAt) => {
    const { host } = await driveWithTape();
    const ended = await host.modeSelect({ blockLength: 512, ...selection });
    expect(ended.sense).toMatchObject({ key: 5, code: '26/00', pointsAt });
    expect(await header(host)).toEqual([27, 0x88, 0x10, 8, 0x5e, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('refuse a speed, a number of blocks, and a block length outside the limits', async () => {
    const { host } = await driveWithTape({ model: { blockLimits: { minimumBytes: 4, maximumBytes: 1000 } } });
    const select = (...list: number[]) => host.execute([0x15, 0x10, 0, 0, 12, 0], { out: Uint8Array.from(list) });
    expect((await select(0, 0, 0x11, 8, 0, 0, 0, 0, 0, 0, 0, 0)).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 2.3' });
    expect((await select(0, 0, 0x10, 8, 0, 0, 0, 1, 0, 0, 0, 0)).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 5.7' });
    expect((await select(0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 3)).sense).toMatchObject({ code: '26/00', pointsAt: 'parameters 9.7' });
    expect((await select(0, 0, 0x10, 8, 0, 0, 0, 0, 0, ...uint24(1001))).sense).toMatchObject({
      code: '26/00',
      pointsAt: 'parameters 9.7',
    });
    expect((await select(0, 0, 0x10, 8, 0, 0, 0, 0, 0, ...uint24(1000))).status).toBe(0);
  });

  it('empty the buffer before they change', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume());
    const { host } = await driveWithTape({ volume });
    await host.write(pattern(10));
    await host.modeSelect({ blockLength: 512 });
    expect(partition.calls).toEqual(['append', 'sync']);
  });

  it('return to the defaults at a reset', async () => {
    const { host } = await driveWithTape();
    await host.modeSelect({ blockLength: 512, bufferedMode: 0 });
    await host.resetUnit();
    await host.settle();
    expect(await header(host)).toEqual([27, 0x88, 0x10, 8, 0x5e, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('are the same for all, and the others are told of a change', async () => {
    const { host, device } = await driveWithTape();
    const other = await new Host(device, 'b').settle();
    await host.modeSelect({ blockLength: 512 });
    expect((await other.testUnitReady()).sense).toMatchObject({ key: 6, code: '2a/01' });
    expect(await header(other)).toEqual(await header(host));
  });
});

describe('the density', () => {
  const media = [{ medium: 'dlt-iv', mediumTypeCode: 0x84, reads: [0x19, 0x1a, 0x1b], writes: [0x1b, 0x1a] }];
  const dlt = async () => driveWithTape({ barcode: 'DLT001', mediumType: 'dlt-iv', model: { media } });
  const density = async (host: Host): Promise<number> => (await header(host))[4]!;

  it('of a blank medium is the first that it is written at, or one that a host selects', async () => {
    const { host, volume } = await dlt();
    expect(await density(host)).toBe(0x1b);
    expect((await host.modeSelect({ density: 0x19 })).sense).toMatchObject({ key: 5, pointsAt: 'parameters 4.7' });
    expect((await host.modeSelect({ density: 0x1a })).status).toBe(0);
    expect(await density(host)).toBe(0x1a);
    expect((await host.modeSelect({ density: 0x7f })).status).toBe(0);
    expect(await density(host)).toBe(0x1a);
    await host.write(pattern(10));
    expect(volume.state.densityCode).toBe(0x1a);
  });

  it('counts from the beginning of the medium on', async () => {
    const { host, volume } = await dlt();
    await host.modeSelect({ density: 0x1a });
    await host.write(pattern(10));
    await host.modeSelect({ density: 0x1b });
    expect(await density(host)).toBe(0x1a);
    await host.write(pattern(10));
    expect(volume.state.densityCode).toBe(0x1a);
    await host.rewind();
    expect(await density(host)).toBe(0x1b);
    await host.write(pattern(10));
    expect(volume.state.densityCode).toBe(0x1b);
  });

  it('stays as the recording has it when it is written over, unless the default or another is selected', async () => {
    const { host, drive, volume } = await dlt();
    await host.modeSelect({ density: 0x1a });
    await host.write(pattern(10));
    await drive.unload();
    await drive.load();
    await host.settle();
    expect(await density(host)).toBe(0x1a);
    await host.write(pattern(10));
    expect(volume.state.densityCode).toBe(0x1a);
    await host.rewind();
    await host.modeSelect({ density: 0x00 });
    await host.write(pattern(10));
    expect(volume.state.densityCode).toBe(0x1b);
  });

  it('can be selected before there is a medium, among all that the drive knows', async () => {
    const { host, drive, volume } = await dlt();
    await drive.eject();
    expect((await host.modeSelect({ density: 0x1a })).sense).toMatchObject({ key: 5, pointsAt: 'parameters 4.7' });
    expect((await host.modeSelect({ density: 0x5c })).status).toBe(0);
    expect(await density(host)).toBe(0x5c);
    await drive.insert(volume);
    await host.settle();
    expect(await density(host)).toBe(0x1b);
  });
});
