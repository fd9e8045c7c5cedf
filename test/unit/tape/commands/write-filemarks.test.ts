import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const onUnreliable = async () => {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
  return { ...(await driveWithTape({ volume })), partition };
};

describe('WRITE FILEMARKS(6)', () => {
  it('secures everything before it ends, even with a count of 0 and nothing new', async () => {
    const { host, partition } = await onUnreliable();
    await host.write(pattern(10));
    await host.writeFilemarks(2);
    expect(partition.calls).toEqual(['append', 'append', 'sync']);
    await host.writeFilemarks(0);
    expect(partition.calls).toEqual(['append', 'append', 'sync', 'sync']);
    expect(partition.endOfData).toBe(3);
  });

  it('with IMMED is content with the buffer', async () => {
    const { host, partition } = await onUnreliable();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    expect((await host.writeFilemarks(3, { immediate: true })).status).toBe(0);
    expect(await host.position()).toMatchObject({ first: 3, last: 0, objectsInBuffer: 3, bytesInBuffer: 0 });
    release();
    await host.rewind();
    expect(partition.calls).toEqual(['append', 'sync']);
  });

  it('refuses IMMED in buffered mode 0, and setmarks', async () => {
    const { host } = await driveWithTape();
    await host.modeSelect({ bufferedMode: 0 });
    expect((await host.writeFilemarks(1, { immediate: true })).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.0' });
    expect((await host.execute([0x10, 2, 0, 0, 1, 0])).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.1' });
  });

  it('says early warning when it has written all of them near the end, and overflow with the rest at the end', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 100 });
    await host.write(pattern(890));
    expect((await host.writeFilemarks(3)).sense).toMatchObject({ key: 0, endOfMedium: true, valid: true, information: 0, code: '00/02' });
    expect((await host.writeFilemarks(0)).status).toBe(0);
    expect((await host.writeFilemarks(30)).sense).toMatchObject({
      key: 0xd,
      endOfMedium: true,
      valid: true,
      information: 6,
      code: '00/02',
    });
    expect((await host.position()).first).toBe(28);
  });

  it('tells a loss of earlier blocks as a deferred error, and its own as a current one', async () => {
    const { host, partition } = await onUnreliable();
    let release = () => {};
    partition.obstacle = () => ({ until: new Promise<void>((resolve) => (release = resolve)), failAfter: 1 });
    await host.write(pattern(10));
    await host.write(pattern(10));
    await host.write(pattern(10));
    const flush = host.writeFilemarks(2);
    await new Promise((resolve) => setImmediate(resolve));
    partition.obstacle = () => ({ failAfter: 1 });
    release();
    expect((await flush).sense).toMatchObject({ deferred: true, key: 4, code: '03/00', valid: true, information: 2 });
    expect((await host.position()).first).toBe(1);
    expect((await host.writeFilemarks(3)).sense).toMatchObject({ deferred: false, key: 4, code: '03/00', valid: true, information: 2 });
    expect((await host.position()).first).toBe(2);
  });

  it('does not claim success when the medium could not be secured', async () => {
    const { host, partition } = await onUnreliable();
    partition.obstacle = (operation) => (operation === 'sync' ? { failAfter: 0 } : undefined);
    expect((await host.writeFilemarks(1)).sense).toMatchObject({ deferred: false, key: 4, code: '03/00', information: 0 });
    expect((await host.position()).first).toBe(1);
  });
});

describe('setmarks', () => {
  it('are written with WSMK, and count in the set identifier', async () => {
    const { host } = await driveWithTape({ model: { setmarks: true } });
    await host.writeFilemarks(1);
    expect((await host.execute([0x10, 2, 0, 0, 3, 0])).status).toBe(0);
    const { data } = await host.execute([0x34, 6, 0, 0, 0, 0, 0, 0, 0, 0], { room: 32 });
    expect([8, 16, 24].map((at) => Number(data.readBigUInt64BE(at)))).toEqual([4, 1, 3]);
  });

  it('are of families that have them', async () => {
    const { host } = await driveWithTape();
    expect((await host.execute([0x10, 2, 0, 0, 1, 0])).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.1' });
    expect((await host.position()).first).toBe(0);
  });
});
