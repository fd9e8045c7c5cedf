import { expect, it } from 'vitest';
import { driveWithTape, type Host, pattern } from '../host.ts';

const setCapacity = (value: number): number[] => [0x0b, 0, 0, value >> 8, value & 0xff, 0];

/** Blocks of 10 000 bytes until no more fits. */
async function fill(host: Host): Promise<{ blocks: number; untilWarned: number }> {
  let blocks = 0;
  let untilWarned = 0;
  for (;;) {
    const { sense } = await host.write(pattern(10_000));
    if (sense?.key === 0x0d) return { blocks, untilWarned };
    blocks++;
    if (sense === undefined) untilWarned = blocks;
  }
}

it.each([0xffff, 0x8000, 0x0ccd])('after SET CAPACITY %i a host can write what it is told', async (value) => {
  const megabyte = 2 ** 20;
  const { host, volume } = await driveWithTape({ capacityBytes: 64 * megabyte, earlyWarningBytes: megabyte });
  await host.write(pattern(10));
  await host.rewind();
  expect((await host.execute(setCapacity(value))).status).toBe(0);
  const capacityBytes = Math.ceil((64 * megabyte * value) / 0xffff);
  expect(volume.partitions.map((partition) => [partition.capacityBytes, partition.endOfData])).toEqual([[capacityBytes, 0]]);
  const page = await host.logPage(0x31);
  const told = page.get(1)!.readUInt32BE(0);
  expect(page.get(3)!.readUInt32BE(0)).toBe(told);
  expect(told).toBe(Math.floor((capacityBytes - megabyte) / megabyte));
  const { blocks, untilWarned } = await fill(host);
  expect(untilWarned).toBe(Math.ceil((capacityBytes - megabyte) / 10_000) - 1);
  expect(blocks).toBe(Math.floor(capacityBytes / 10_000));
});

it('SET CAPACITY is undone by another, begins at the beginning, and rounds nothing up to something', async () => {
  const { host, volume } = await driveWithTape({ capacityBytes: 1_000_000 });
  await host.execute(setCapacity(0));
  expect(volume.partitions[0]!.capacityBytes).toBe(16);
  await host.execute(setCapacity(0xffff));
  expect(volume.partitions[0]!.capacityBytes).toBe(1_000_000);
  await host.write(pattern(10));
  expect((await host.execute(setCapacity(0x8000))).sense).toMatchObject({ key: 5, code: '3b/0c' });
  expect((await host.execute([0x0b, 2, 0, 0, 0, 0])).sense).toMatchObject({ key: 5, pointsAt: 'cdb 1.1' });
  expect(volume.partitions[0]!.capacityBytes).toBe(1_000_000);
});
