import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, type Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

/** A filemark and a block on the medium, a filemark and a block in the buffer. */
const halfWay = async (): Promise<{ host: Host; release: () => void }> => {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1000, earlyWarningBytes: 0 }));
  const { host } = await driveWithTape({ volume });
  await host.writeFilemarks(1);
  await host.write(pattern(10));
  await host.writeFilemarks(0);
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  partition.obstacle = () => ({ until });
  await host.writeFilemarks(1, { immediate: true });
  await host.write(pattern(20));
  return { host, release };
};

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const readPosition = (host: Host, serviceAction: number, allocationLength = 0) =>
  host.execute([0x34, serviceAction, 0, 0, 0, 0, 0, 0, allocationLength, 0], { room: 64 });

describe('READ POSITION', () => {
  it.each([0x00, 0x01])('in the short form, %d', async (serviceAction) => {
    const { host, release } = await halfWay();
    const { data } = await readPosition(host, serviceAction);
    expect(data).toEqual(bytes('00 00 0000 00000004 00000002 00 000002 00000014'));
    release();
  });

  it('in the long form, which counts filemarks', async () => {
    const { host, release } = await halfWay();
    const { data } = await readPosition(host, 0x06);
    expect(data).toEqual(bytes('00 000000 00000000 0000000000000004 0000000000000002 0000000000000000'));
    release();
  });

  it('in the extended form, as long as there is room', async () => {
    const { host, release } = await halfWay();
    const whole = bytes('00 00 001c 00 000002 0000000000000004 0000000000000002 0000000000000014');
    expect((await readPosition(host, 0x08, 32)).data).toEqual(whole);
    expect((await readPosition(host, 0x08, 4)).data).toEqual(whole.subarray(0, 4));
    release();
  });

  it('tells the beginning of the partition, and its end from early warning on', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 500 });
    expect((await readPosition(host, 0)).data[0]).toBe(0x80);
    await host.write(pattern(500));
    expect((await readPosition(host, 0)).data[0]).toBe(0x40);
    expect((await readPosition(host, 6)).data[0]).toBe(0x40);
  });

  it('tells from where on the programmable early warning is behind', async () => {
    const { host } = await driveWithTape({ capacityBytes: 3_000_000, earlyWarningBytes: 500_000 });
    await host.changePage(0x10, (page) => page.writeUInt8(2, 7), { subpageCode: 0x01 });
    await host.write(pattern(499_999));
    expect((await readPosition(host, 0)).data[0]).toBe(0);
    await host.write(pattern(1));
    for (const serviceAction of [0, 6, 8]) expect((await readPosition(host, serviceAction, 32)).data[0]).toBe(0x01);
    await host.write(pattern(2_000_000));
    expect((await readPosition(host, 0)).data[0]).toBe(0x41);
  });

  it('knows no other service action', async () => {
    const { host } = await driveWithTape();
    expect((await readPosition(host, 0x07)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.4' });
  });
});
