import { describe, expect, it } from 'vitest';
import { type MemoryContent, MemoryStore } from '../../../../src/cartridge/memory-store.ts';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const good = { status: 0, sense: undefined };
const none = { deferred: false, filemark: false, endOfMedium: false, incorrectLength: false, pointsAt: undefined };

describe('READ(6) of one block of any length', () => {
  const recorded = async () => {
    const { host, ...rest } = await driveWithTape();
    await host.write(pattern(1000, 1));
    await host.write(pattern(500, 2));
    await host.writeFilemarks(1);
    await host.write(pattern(1, 3));
    await host.rewind();
    return { host, ...rest };
  };

  it('gives the block when the length is right', async () => {
    const { host } = await recorded();
    expect(await host.read(1000)).toEqual({ ...good, data: pattern(1000, 1) });
    expect((await host.position()).first).toBe(1);
  });

  it('tells a short block with ILI and a positive difference, and stands behind it', async () => {
    const { host } = await recorded();
    expect(await host.read(4096)).toEqual({
      status: 2,
      sense: { ...none, valid: true, key: 0, incorrectLength: true, information: 3096, code: '00/00' },
      data: pattern(1000, 1),
    });
    expect((await host.position()).first).toBe(1);
  });

  it('tells a long block with ILI and a negative difference, and gives what was asked for', async () => {
    const { host } = await recorded();
    const { sense, data } = await host.read(600);
    expect(sense).toMatchObject({ incorrectLength: true, information: -400, valid: true });
    expect(data).toEqual(pattern(1000, 1).subarray(0, 600));
    expect((await host.position()).first).toBe(1);
  });

  it('is silent about length with SILI, both ways, while no block length is set', async () => {
    const { host } = await recorded();
    expect(await host.read(4096, { sili: true })).toMatchObject(good);
    expect(await host.read(100, { sili: true })).toMatchObject(good);
  });

  it('tells a long block in spite of SILI when a block length is set', async () => {
    const { host } = await recorded();
    await host.modeSelect({ blockLength: 512 });
    expect((await host.read(600, { sili: true })).sense).toMatchObject({ incorrectLength: true, information: -400 });
    expect(await host.read(4096, { sili: true })).toMatchObject(good);
  });

  it('stops at a filemark and stands behind it', async () => {
    const { host } = await recorded();
    await host.space(0, 2);
    expect(await host.read(700)).toEqual({
      status: 2,
      sense: { ...none, valid: true, key: 0, filemark: true, information: 700, code: '00/01' },
      data: Buffer.alloc(0),
    });
    expect((await host.position()).first).toBe(3);
    expect(await host.read(1)).toEqual({ ...good, data: pattern(1, 3) });
  });

  it('is a blank check at end of data, where it stays', async () => {
    const { host } = await recorded();
    await host.space(3);
    for (let again = 0; again < 2; again++) {
      expect((await host.read(700)).sense).toEqual({ ...none, valid: true, key: 8, information: 700, code: '00/05' });
      expect((await host.position()).first).toBe(4);
    }
  });

  it('does nothing for a length of 0', async () => {
    const { host } = await recorded();
    expect(await host.read(0)).toMatchObject(good);
    expect((await host.position()).first).toBe(0);
  });

  it('reads a block of 16 MiB − 1', async () => {
    const { host } = await driveWithTape({ capacityBytes: 100_000_000 });
    const block = Buffer.alloc(16_777_215, 'tape');
    expect(await host.write(block)).toMatchObject(good);
    await host.rewind();
    const { data, status } = await host.read(block.length);
    expect(status).toBe(0);
    expect(data.equals(block)).toBe(true);
  });

  it('sees what was written since it last read there', async () => {
    const { host } = await recorded();
    await host.read(1000);
    await host.rewind();
    await host.write(pattern(1000, 9));
    await host.rewind();
    expect((await host.read(1000)).data).toEqual(pattern(1000, 9));
    expect((await host.read(1000)).sense).toMatchObject({ key: 8 });
  });
});

describe('READ(6) of blocks of a set length', () => {
  const recorded = async () => {
    const { host, ...rest } = await driveWithTape();
    await host.modeSelect({ blockLength: 512 });
    await host.writeFixed(10, pattern(5120));
    await host.writeFilemarks(1);
    await host.writeFixed(2, pattern(1024, 2));
    await host.write(pattern(100, 3));
    await host.rewind();
    return { host, ...rest };
  };

  it('gives as many as were asked for', async () => {
    const { host } = await recorded();
    expect(await host.readFixed(4, 512)).toEqual({ ...good, data: pattern(5120).subarray(0, 2048) });
    expect(await host.readFixed(6, 512)).toEqual({ ...good, data: pattern(5120).subarray(2048) });
  });

  it('gives those before a filemark and counts the rest', async () => {
    const { host } = await recorded();
    const { sense, data } = await host.readFixed(25, 512);
    expect(sense).toEqual({ ...none, valid: true, key: 0, filemark: true, information: 15, code: '00/01' });
    expect(data).toEqual(pattern(5120));
    expect((await host.position()).first).toBe(11);
  });

  it('gives those before a block of another length, stands behind that one, and counts it as missing', async () => {
    const { host } = await recorded();
    await host.space(1, 1);
    const { sense, data } = await host.readFixed(5, 512);
    expect(sense).toEqual({ ...none, valid: true, key: 0, incorrectLength: true, information: 3, code: '00/00' });
    expect(data).toEqual(pattern(1024, 2));
    expect((await host.position()).first).toBe(14);
  });

  it('gives those before end of data and counts the rest', async () => {
    const { host } = await recorded();
    await host.locate(13);
    await host.erase();
    await host.locate(12);
    const { sense, data } = await host.readFixed(3, 512);
    expect(sense).toEqual({ ...none, valid: true, key: 8, information: 2, code: '00/05' });
    expect(data).toEqual(pattern(1024, 2).subarray(512));
  });

  it('moves over all blocks even when the host has room for fewer', async () => {
    const { host } = await recorded();
    const { status, data } = await host.execute([0x08, 1, 0, 0, 4, 0], { room: 700 });
    expect(status).toBe(0);
    expect(data).toEqual(pattern(5120).subarray(0, 700));
    expect((await host.position()).first).toBe(4);
  });

  it('refuses FIXED without a block length, and FIXED with SILI', async () => {
    const { host } = await recorded();
    expect((await host.execute([0x08, 3, 0, 0, 1, 0], { room: 512 })).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.1' });
    await host.modeSelect({ blockLength: 0 });
    expect((await host.readFixed(1, 512)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.0' });
  });

  it('refuses more than the drive transfers at once', async () => {
    const { host } = await recorded();
    expect((await host.execute([0x08, 1, 0xff, 0xff, 0xff, 0], { room: 512 })).sense).toMatchObject({
      key: 5,
      code: '24/00',
      pointsAt: 'cdb 2.7',
    });
  });
});

describe('READ(6) where the medium cannot be read', () => {
  it('is a medium error with what is missing, stands behind the block, and tries again where the host comes back', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
    const { host } = await driveWithTape({ volume, model: { readAheadBytes: 512 } });
    await host.modeSelect({ blockLength: 512 });
    await host.writeFixed(600, pattern(600 * 512));
    await host.rewind();
    expect((await host.readFixed(400, 512)).status).toBe(0);
    // One block has been read ahead; the next ones fail.
    partition.obstacle = () => ({ failAfter: 0 });
    const { sense, data } = await host.readFixed(200, 512);
    expect(sense).toEqual({ ...none, valid: true, key: 3, information: 199, code: '11/00' });
    expect(data).toEqual(pattern(600 * 512).subarray(400 * 512, 401 * 512));
    expect((await host.position()).first).toBe(402);
    partition.obstacle = () => undefined;
    await host.locate(401);
    expect((await host.readFixed(1, 512)).data).toEqual(pattern(600 * 512).subarray(401 * 512, 402 * 512));
  });

  it('gives other blocks around a damaged one', async () => {
    const store = new MemoryStore();
    const { host } = await driveWithTape({ volume: await createMemoryVolume({ store }) });
    for (const seed of [1, 2, 3]) await host.write(pattern(100, seed));
    await host.rewind();
    const [tape] = [...store.files].find(([path]) => path.endsWith('.tap'))!.slice(1) as [MemoryContent];
    tape.write(Uint8Array.of(tape.bytes[150]! ^ 1), 150);
    expect((await host.read(100)).data).toEqual(pattern(100, 1));
    expect(await host.read(100)).toEqual({
      status: 2,
      sense: { ...none, valid: true, key: 3, information: 100, code: '11/00' },
      data: Buffer.alloc(0),
    });
    expect((await host.read(100)).data).toEqual(pattern(100, 3));
  });
});

describe('READ where a host wants to be told more', () => {
  it('tells early warning behind the block that reached it, with REW', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 400 });
    await host.modeSelect({ blockLength: 100 });
    await host.writeFixed(8, pattern(800));
    await host.rewind();
    expect((await host.readFixed(8, 100)).status).toBe(0);
    await host.rewind();
    await host.changePage(0x10, (page) => page.writeUInt8(page[8]! | 0x01, 8));
    const { sense, data } = await host.readFixed(8, 100);
    expect(sense).toEqual({ ...none, endOfMedium: true, valid: true, key: 0, information: 2, code: '00/02' });
    expect(data).toEqual(pattern(800).subarray(0, 600));
    expect((await host.position()).first).toBe(6);
    expect((await host.read(100)).sense).toMatchObject({ endOfMedium: true, information: 0, code: '00/02' });
  });

  it('tells with EOM that the data end where the end is near', async () => {
    const { host } = await driveWithTape({ capacityBytes: 1000, earlyWarningBytes: 400 });
    await host.write(pattern(700));
    expect((await host.read(10)).sense).toMatchObject({ key: 8, code: '00/05', endOfMedium: true });
  });

  it('tells setmarks with RSMK, and passes them without', async () => {
    const { host } = await driveWithTape({ model: { setmarks: true } });
    await host.execute([0x10, 2, 0, 0, 2, 0]);
    await host.write(pattern(10));
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10));
    await host.rewind();
    await host.changePage(0x10, (page) => page.writeUInt8(page[8]! | 0x20, 8));
    expect((await host.read(10)).sense).toEqual({ ...none, filemark: true, valid: true, key: 0, information: 10, code: '00/03' });
    expect((await host.position()).first).toBe(1);
  });

  it('refuses a foreign tape', async () => {
    const { host } = await driveWithTape({ recording: 'foreign' });
    for (const ended of [await host.read(10), await host.space(0, 1), await host.locate(1)])
      expect(ended.sense).toMatchObject({ key: 3, code: '30/01' });
    expect((await host.locate(0)).status).toBe(0);
  });
});
