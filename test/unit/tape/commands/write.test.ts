import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { toBlockNumber } from '../../../../src/cartridge/volume.ts';
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import { protectionInformation } from '../../../../src/tape/block-protection.ts';
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

describe('programmable early warning', () => {
  const MB = 1_000_000;
  const programmable = { ...earlyWarning, code: '00/07' };
  /** It begins after one MB, early warning after two, the end comes after three. */
  const onSmallTape = async () => {
    const { host } = await driveWithTape({ capacityBytes: 3 * MB, earlyWarningBytes: MB, discardsData: true });
    await host.changePage(0x10, (page) => page.writeUInt8(1, 7), { subpageCode: 0x01 });
    return host;
  };

  it('is told once, by the write that enters its zone', async () => {
    const host = await onSmallTape();
    expect((await host.write(pattern(MB - 1))).status).toBe(0);
    expect((await host.write(pattern(1))).sense).toEqual(programmable);
    expect((await host.write(pattern(1))).status).toBe(0);
    expect((await host.writeFilemarks(1)).status).toBe(0);
  });

  it('is told before early warning when one write passes both', async () => {
    const host = await onSmallTape();
    expect((await host.write(pattern(2 * MB))).sense).toEqual(programmable);
    expect((await host.write(pattern(1))).sense).toEqual(earlyWarning);
  });

  it('gives way to what is worse, and is told by the next write', async () => {
    const host = await onSmallTape();
    await host.modeSelect({ blockLength: MB });
    expect((await host.writeFixed(4, pattern(4 * MB))).sense).toEqual(overflow(1));
    expect((await host.writeFilemarks(0)).status).toBe(0);
    await host.locate(2);
    expect((await host.writeFilemarks(1)).sense).toEqual(programmable);
  });

  it('is told again when the medium has been before the zone, and not otherwise', async () => {
    const host = await onSmallTape();
    await host.write(pattern(MB));
    await host.write(pattern(1));
    await host.locate(1);
    expect((await host.write(pattern(1))).status).toBe(0);
    await host.rewind();
    await host.space(3);
    expect((await host.write(pattern(1))).sense).toEqual(programmable);
  });
});

describe('compressed blocks', () => {
  it('take less of the capacity, which ends where it is said to', async () => {
    const { host, drive } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 100, compression: { ratio: 2 } });
    for (let block = 0; block < 17; block++) expect((await host.write(pattern(100))).status).toBe(0);
    expect((await host.write(pattern(100))).sense).toEqual(earlyWarning);
    expect(drive.state().usedBytes).toBe(900);
    await host.modeSelect({ blockLength: 60 });
    expect((await host.writeFixed(5, pattern(300))).sense).toEqual(overflow(2));
    await host.rewind();
    expect((await host.read(100)).data).toEqual(pattern(100));
  });
});

describe('logical block protection', () => {
  const guarded = (block: Buffer): Buffer => Buffer.concat([block, protectionInformation(ByteList.of(block))]);
  const protect = (host: Host, bits: number) => host.changePage(0x0a, (page) => page.set([2, 4, bits], 4), { subpageCode: 0xf0 });
  const guardFailed = (information: number) => ({ key: 4, code: '10/01', deferred: false, valid: true, information });
  const [LBP_W, LBP_R] = [0x80, 0x40];

  it('takes the four bytes behind a block, and keeps them beside it', async () => {
    const { host, volume } = await driveWithTape();
    await protect(host, LBP_W);
    expect((await host.write(guarded(pattern(100)))).status).toBe(0);
    await host.rewind();
    expect((await host.read(100)).data).toEqual(pattern(100));
    const [object] = await volume.partitions[0]!.read(toBlockNumber(0), 1000);
    expect(object).toMatchObject({ kind: 'block', envelope: { protection: protectionInformation(ByteList.of(pattern(100))) } });
  });

  it('gives them back, or makes them for a block that has none', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(100, 1));
    await protect(host, LBP_W | LBP_R);
    await host.write(guarded(pattern(100, 2)));
    await host.rewind();
    expect((await host.read(104)).data).toEqual(guarded(pattern(100, 1)));
    expect((await host.read(120)).sense).toMatchObject({ incorrectLength: true, information: 16 });
  });

  it("does not write a block whose four bytes are another one's, nor any behind it", async () => {
    const { host } = await driveWithTape();
    await protect(host, LBP_W);
    expect((await host.write(pattern(104))).sense).toMatchObject(guardFailed(104));
    expect((await host.position()).first).toBe(0);
    await host.modeSelect({ blockLength: 104 });
    const blocks = [1, 2, 3].map((seed) => guarded(pattern(100, seed)));
    blocks[1]![0]! ^= 1;
    expect((await host.writeFixed(3, Buffer.concat(blocks))).sense).toMatchObject(guardFailed(2));
    expect((await host.position()).first).toBe(1);
    await host.rewind();
    await host.modeSelect({ blockLength: 0 });
    expect((await host.read(100)).data).toEqual(pattern(100, 1));
    expect((await host.read(100)).sense).toMatchObject({ key: 8 });
  });

  it('has room for no block that is nothing but protection', async () => {
    const { host } = await driveWithTape();
    await protect(host, LBP_W);
    expect((await host.write(pattern(4))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 2.7' });
  });

  it('fills the tape to its last byte', async () => {
    const { host } = await driveWithTape({ capacityBytes: 250, earlyWarningBytes: 0 });
    await protect(host, LBP_W);
    await host.modeSelect({ blockLength: 104 });
    const blocks = [1, 2, 3].map((seed) => guarded(pattern(100, seed)));
    expect((await host.writeFixed(3, Buffer.concat(blocks))).sense).toEqual(overflow(1));
    expect((await host.position()).first).toBe(2);
  });
});

describe('what is recorded', () => {
  it('is remembered at the first write at the beginning', async () => {
    const { host, volume } = await driveWithTape({ recording: 'unformatted' });
    expect((await host.read(100)).sense).toMatchObject({ key: 3, code: '30/10' });
    expect((await host.write(pattern(10))).status).toBe(0);
    expect(volume.state).toMatchObject({ recording: 'recorded', densityCode: 0x5e });
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10));
  });
});
