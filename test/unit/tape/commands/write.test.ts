import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const plain = { deferred: false, filemark: false, incorrectLength: false, pointsAt: undefined };
const earlyWarning = { ...plain, valid: true, key: 0, endOfMedium: true, information: 0, code: '00/02' };
const overflow = (information: number) => ({ ...plain, valid: true, key: 0xd, endOfMedium: true, information, code: '00/02' });

const onUnreliable = async (size = {}) => {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0, ...size }));
  return { ...(await driveWithTape({ volume })), partition };
};

describe('WRITE(6)', () => {
  it('is GOOD when the blocks stand in the buffer', async () => {
    const { host, partition } = await onUnreliable();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    expect((await host.write(pattern(100))).status).toBe(0);
    expect((await host.write(pattern(50))).status).toBe(0);
    expect(await host.position()).toMatchObject({ first: 2, last: 0, objectsInBuffer: 2, bytesInBuffer: 150 });
    expect(partition.endOfData).toBe(0);
    release();
    await host.writeFilemarks(0);
    expect(await host.position()).toMatchObject({ first: 2, last: 2, objectsInBuffer: 0, bytesInBuffer: 0 });
  });

  it('is GOOD when the blocks are safe on the medium, in buffered mode 0', async () => {
    const { host, partition } = await onUnreliable();
    await host.modeSelect({ bufferedMode: 0 });
    expect((await host.write(pattern(100))).status).toBe(0);
    expect(partition.calls).toEqual(['append', 'sync']);
    partition.obstacle = () => ({ failAfter: 0, kind: 'no-space' });
    expect((await host.write(pattern(100))).sense).toEqual({
      ...plain,
      valid: true,
      key: 3,
      endOfMedium: false,
      information: 100,
      code: '0c/00',
    });
    expect(await host.position()).toMatchObject({ first: 1, objectsInBuffer: 0 });
  });

  it('hands many blocks of a set length on as one run', async () => {
    const { host, partition } = await onUnreliable();
    await host.modeSelect({ blockLength: 10 });
    await host.writeFixed(5000, pattern(50_000));
    expect(partition.batches).toHaveLength(1);
    expect(partition.batches[0]).toMatchObject([{ kind: 'block', count: 5000, recordLength: 10 }]);
  });

  it('says early warning each time once the end is near, having taken everything', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 400 });
    expect((await host.write(pattern(500))).status).toBe(0);
    expect((await host.position()).endOfPartition).toBe(false);
    expect((await host.write(pattern(100))).sense).toEqual(earlyWarning);
    expect((await host.write(pattern(100))).sense).toEqual(earlyWarning);
    expect(await host.position()).toMatchObject({ first: 3, objectsInBuffer: 0, endOfPartition: true });
  });

  it('keeps the buffer waiting at early warning when SEW is 0', async () => {
    const { host, partition } = await onUnreliable({ capacityBytes: 1000, earlyWarningBytes: 900 });
    const page = (await host.modeSense(0x10)).data.subarray(12);
    const withoutSew = Uint8Array.from(page, (byte, at) => (at === 10 ? byte & ~0x08 : byte));
    expect((await host.modeSelect({ page: [...withoutSew] })).status).toBe(0);
    let release = () => {};
    partition.obstacle = () => ({ until: new Promise<void>((resolve) => (release = resolve)) });
    expect((await host.write(pattern(500))).sense).toEqual(earlyWarning);
    expect((await host.position()).objectsInBuffer).toBe(1);
    release();
  });

  it('does not ask for a block that no longer fits', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 0 });
    await host.write(pattern(900));
    const asked: number[] = [];
    const { sense } = await host.execute([0x0a, 0, 0, 0, 101, 0], { out: pattern(101), onRequest: (length) => void asked.push(length) });
    expect(sense).toEqual(overflow(101));
    expect(asked).toEqual([]);
    expect((await host.position()).first).toBe(1);
  });

  it('takes the blocks of a set length that fit and counts the rest', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 0 });
    await host.modeSelect({ blockLength: 300 });
    const asked: number[] = [];
    const { sense } = await host.execute([0x0a, 1, 0, 0, 5, 0], { out: pattern(1500), onRequest: (length) => void asked.push(length) });
    expect(sense).toEqual(overflow(2));
    expect(asked).toEqual([900]);
    await host.rewind();
    expect((await host.readFixed(5, 300)).data).toEqual(pattern(1500).subarray(0, 900));
  });

  it('ends the data where it writes', async () => {
    const { host } = await driveWithTape();
    for (const seed of [1, 2, 3]) await host.write(pattern(10, seed));
    await host.locate(1);
    await host.write(pattern(10, 9));
    expect((await host.read(10)).sense).toMatchObject({ key: 8, code: '00/05' });
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10, 1));
    expect((await host.read(10)).data).toEqual(pattern(10, 9));
  });

  it('asks for data only when the buffer has room for it', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
    const { host } = await driveWithTape({ volume, model: { bufferBytes: 1000 } });
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until });
    await host.write(Uint8Array.from(pattern(900)));
    const asked: string[] = [];
    const second = host.execute([0x0a, 0, 0, 0, 200, 0], { out: pattern(200), onRequest: () => asked.push('data') });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    release();
    expect((await second).status).toBe(0);
    expect(asked).toEqual(['data']);
  });

  it('is told of a loss of earlier blocks, even one that happens while its data come, instead of being executed', async () => {
    const { host, partition } = await onUnreliable();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until, failAfter: 0 });
    await host.write(pattern(100));
    await host.write(pattern(100));
    const third = await host.execute([0x0a, 0, 0, 0, 100, 0], {
      out: pattern(100),
      onRequest: async () => {
        release();
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    expect(third.sense).toMatchObject({ deferred: true, valid: true, key: 4, code: '03/00', information: 2 });
    expect(await host.position()).toMatchObject({ first: 0, objectsInBuffer: 0 });
    partition.obstacle = () => undefined;
    expect((await host.write(pattern(100))).status).toBe(0);
    expect((await host.position()).first).toBe(1);
  });

  it('tells a loss to the one that was told GOOD', async () => {
    const { host, device, partition } = await onUnreliable();
    const other = await new Host(device, 'b').settle();
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    partition.obstacle = () => ({ until, failAfter: 0 });
    await host.write(pattern(100));
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await other.testUnitReady()).status).toBe(0);
    expect((await host.testUnitReady()).sense).toMatchObject({ deferred: true, information: 1 });
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it('refuses what it cannot do, pointing at the field', async () => {
    const { host } = await driveWithTape();
    expect((await host.writeFixed(1, pattern(512))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.0' });
    const cut = await host.execute([0x0a, 0, 0, 2, 0, 0], { out: pattern(512), outLength: 100 });
    expect(cut.sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 2.7' });
    await host.modeSelect({ blockLength: 0xff_ffff });
    expect((await host.execute([0x0a, 1, 0, 0, 9, 0], { outLength: 9 * 0xff_ffff })).sense).toMatchObject({ pointsAt: 'cdb 2.7' });
    expect((await host.position()).first).toBe(0);
  });

  it('does nothing for a length of 0', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    await host.rewind();
    expect((await host.write(pattern(0))).status).toBe(0);
    expect((await host.read(10)).data).toEqual(pattern(10));
  });

  it('refuses on a protected medium', async () => {
    const { host } = await driveWithTape({ writeProtected: true });
    for (const ended of [await host.write(pattern(10)), await host.writeFilemarks(1), await host.erase()])
      expect(ended.sense).toMatchObject({ key: 7, code: '27/00' });
    expect((await host.writeFilemarks(0)).status).toBe(0);
    expect((await host.modeSense(0x10)).data[2]).toBe(0x90);
  });

  it('refuses while a host has set SWP', async () => {
    const { host } = await driveWithTape();
    const page = (await host.modeSense(0x10)).data.subarray(12);
    await host.modeSelect({ page: [...page].map((byte, at) => (at === 10 ? byte | 0x04 : byte)) });
    expect((await host.write(pattern(10))).sense).toMatchObject({ key: 7, code: '27/02' });
    expect((await host.modeSense(0x10)).data[2]).toBe(0x90);
    await host.resetUnit();
    await host.settle();
    expect((await host.write(pattern(10))).status).toBe(0);
  });
});
