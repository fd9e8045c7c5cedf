import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, type Host, pattern, uint24 } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const recover = (host: Host, bits: number, length: number, room = length) => host.execute([0x14, bits, ...uint24(length), 0], { room });

/** A block on the medium; two blocks, a filemark and a block that it did not take. The host has been told so. */
const afterLoss = async () => {
  const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
  const { host } = await driveWithTape({ volume });
  await host.write(pattern(100, 0));
  await host.writeFilemarks(0);
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  partition.obstacle = () => ({ until, failAfter: 0 });
  await host.write(pattern(100, 1));
  await host.write(pattern(100, 2));
  await host.writeFilemarks(1, { immediate: true });
  await host.write(pattern(100, 3));
  release();
  await new Promise((resolve) => setImmediate(resolve));
  expect((await host.testUnitReady()).sense).toMatchObject({ deferred: true, information: 4 });
  partition.obstacle = () => undefined;
  return host;
};

const exhausted = (information: number) => ({ key: 0, code: '00/05', endOfMedium: true, valid: true, information });

describe('RECOVER BUFFERED DATA', () => {
  it('gives back what the medium did not take, in the order of writing', async () => {
    const host = await afterLoss();
    expect(await recover(host, 0, 100)).toMatchObject({ status: 0, data: pattern(100, 1) });
    expect((await recover(host, 0, 120)).sense).toMatchObject({ incorrectLength: true, information: 20 });
    expect((await recover(host, 0, 100)).sense).toMatchObject({ code: '00/01', filemark: true, information: 100 });
    expect((await recover(host, 0, 100)).data).toEqual(pattern(100, 3));
    expect((await recover(host, 0, 100)).sense).toMatchObject(exhausted(100));
    expect((await host.position()).first).toBe(1);
  });

  it('gives blocks of a set length, and tells how many it has not', async () => {
    const host = await afterLoss();
    await host.modeSelect({ blockLength: 100 });
    const { sense, data } = await recover(host, 1, 5, 500);
    expect(data).toEqual(Buffer.concat([pattern(100, 1), pattern(100, 2)]));
    expect(sense).toMatchObject({ code: '00/01', filemark: true, information: 3 });
    expect((await recover(host, 1, 5, 500)).sense).toMatchObject(exhausted(4));
  });

  it('gives the last one first with ROBO', async () => {
    const host = await afterLoss();
    await host.changePage(0x10, (page) => page.writeUInt8(page[8]! | 0x02, 8));
    expect((await recover(host, 0, 100)).data).toEqual(pattern(100, 3));
    expect((await recover(host, 0, 100)).sense).toMatchObject({ code: '00/01' });
    expect((await recover(host, 0, 100)).data).toEqual(pattern(100, 2));
    expect((await recover(host, 0, 100)).data).toEqual(pattern(100, 1));
    expect((await recover(host, 0, 100)).sense).toMatchObject(exhausted(100));
  });

  it('has nothing once something else was written, or the medium has moved', async () => {
    const written = await afterLoss();
    await written.write(pattern(100, 9));
    expect((await recover(written, 0, 100)).sense).toMatchObject(exhausted(100));
    const moved = await afterLoss();
    await moved.rewind();
    expect((await recover(moved, 0, 100)).sense).toMatchObject(exhausted(100));
  });

  it('has nothing on a healthy medium, which gets what was still in the buffer', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(100, 1));
    expect((await recover(host, 0, 100)).sense).toMatchObject(exhausted(100));
    expect((await host.position()).objectsInBuffer).toBe(0);
    await host.rewind();
    expect((await host.read(100)).data).toEqual(pattern(100, 1));
  });
});
