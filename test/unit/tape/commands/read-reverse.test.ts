import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, type Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const BYTORD = 4;
const SILI = 2;
const FIXED = 1;
const readReverse = (host: Host, bits: number, length: number, room = length) =>
  host.execute([0x0f, bits, 0, length >> 8, length & 0xff, 0], { room });

/** Block 0, filemark 1, blocks 2 to 4; the host stands behind them. */
const recorded = async () => {
  const { host } = await driveWithTape();
  await host.write(pattern(100, 0));
  await host.writeFilemarks(1);
  for (const seed of [2, 3, 4]) await host.write(pattern(100, seed));
  return host;
};

describe('READ REVERSE(6)', () => {
  it('gives the block before the position, and stands before it', async () => {
    const host = await recorded();
    expect(await readReverse(host, BYTORD, 100)).toMatchObject({ status: 0, data: pattern(100, 4) });
    expect((await host.position()).first).toBe(4);
    expect(await readReverse(host, BYTORD, 100)).toMatchObject({ status: 0, data: pattern(100, 3) });
    expect((await host.read(100)).data).toEqual(pattern(100, 3));
  });

  it('turns the bytes round unless BYTORD is set', async () => {
    const host = await recorded();
    expect((await readReverse(host, 0, 100)).data).toEqual(pattern(100, 4).reverse());
  });

  it('gives blocks of a set length last one first', async () => {
    const host = await recorded();
    await host.modeSelect({ blockLength: 100 });
    const { data } = await readReverse(host, BYTORD | FIXED, 3, 300);
    expect(data).toEqual(Buffer.concat([pattern(100, 4), pattern(100, 3), pattern(100, 2)]));
    expect((await host.position()).first).toBe(2);
  });

  it('stops at a filemark, and stands before it', async () => {
    const host = await recorded();
    await host.modeSelect({ blockLength: 100 });
    const { sense, data } = await readReverse(host, BYTORD | FIXED, 5, 500);
    expect(sense).toMatchObject({ key: 0, code: '00/01', filemark: true, valid: true, information: 2 });
    expect(data).toHaveLength(300);
    expect((await host.position()).first).toBe(1);
  });

  it('stops at the beginning of the partition with EOM', async () => {
    const host = await recorded();
    await host.modeSelect({ blockLength: 100 });
    await host.locate(1);
    const { sense, data } = await readReverse(host, BYTORD | FIXED, 3, 300);
    expect(sense).toMatchObject({ key: 0, code: '00/04', endOfMedium: true, valid: true, information: 2 });
    expect(data).toEqual(pattern(100, 0));
    expect((await host.position()).first).toBe(0);
    await host.modeSelect({ blockLength: 0 });
    expect((await readReverse(host, 0, 100)).sense).toMatchObject({ code: '00/04', information: 100 });
  });

  it('tells the difference of a block of another length, and stands before it', async () => {
    const host = await recorded();
    expect((await readReverse(host, BYTORD, 120)).sense).toMatchObject({ incorrectLength: true, information: 20 });
    const { sense, data } = await readReverse(host, BYTORD, 60);
    expect(sense).toMatchObject({ incorrectLength: true, information: -40 });
    expect(data).toEqual(pattern(100, 3).subarray(0, 60));
    expect((await readReverse(host, SILI, 60)).data).toEqual(pattern(100, 2).reverse().subarray(0, 60));
    expect((await host.position()).first).toBe(2);
  });

  it('reads what was just written', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10, 1));
    expect((await readReverse(host, BYTORD, 10)).data).toEqual(pattern(10, 1));
    await host.write(pattern(10, 2));
    expect((await readReverse(host, BYTORD, 10)).data).toEqual(pattern(10, 2));
  });

  it('passes a block that cannot be read, and tells it', async () => {
    const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
    const { host } = await driveWithTape({ volume });
    for (const seed of [1, 2]) await host.write(pattern(100, seed));
    await host.writeFilemarks(0);
    partition.obstacle = () => ({ failAfter: 0 });
    expect((await readReverse(host, BYTORD, 100)).sense).toMatchObject({ key: 3, code: '11/00', information: 100 });
    expect((await host.position()).first).toBe(1);
    partition.obstacle = () => undefined;
    expect((await readReverse(host, BYTORD, 100)).data).toEqual(pattern(100, 1));
  });

  it('refuses what READ refuses', async () => {
    const host = await recorded();
    expect((await readReverse(host, FIXED, 1)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.0' });
    await host.modeSelect({ blockLength: 100 });
    expect((await readReverse(host, SILI | FIXED, 1)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.1' });
    expect((await host.position()).first).toBe(5);
  });
});

it('READ REVERSE(16) begins where it says', async () => {
  const { host } = await driveWithTape();
  for (const seed of [0, 1, 2]) await host.write(pattern(10, seed));
  await host.rewind();
  expect((await host.explicit(0x81, BYTORD, { object: 2, length: 10 }, { room: 10 })).data).toEqual(pattern(10, 1));
  expect((await host.position()).first).toBe(1);
});
