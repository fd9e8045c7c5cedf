import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { divide, type PartitionRequest } from '../../../src/tape/partitioning.ts';
import { driveWithTape, type Host, pattern } from './host.ts';

const megabytes = 0b10;
const powersOfTen = 0b11;
const request = (asked: Partial<PartitionRequest>): PartitionRequest => ({
  additionalPartitionsDefined: 0,
  fixedDataPartitions: false,
  selectDataPartitions: false,
  initiatorDefinedPartitions: false,
  partitionSizeUnitOfMeasure: megabytes,
  partitionUnits: 0,
  sizes: [0, 0, 0, 0],
  ...asked,
});
const byHost = (additionalPartitionsDefined: number, sizes: number[], more: Partial<PartitionRequest> = {}): PartitionRequest =>
  request({ initiatorDefinedPartitions: true, additionalPartitionsDefined, sizes, ...more });
const tape = { capacityBytes: 100e6, maximumPartitions: 4 };

describe('divide', () => {
  it.each([
    ['FDP', request({ fixedDataPartitions: true }), tape, [95e6, 5e6]],
    ['FDP of a medium for one partition', request({ fixedDataPartitions: true }), { ...tape, maximumPartitions: 1 }, [100e6]],
    ['SDP', request({ selectDataPartitions: true, additionalPartitionsDefined: 2 }), tape, [33_333_333, 33_333_333, 33_333_333]],
    ['IDP', byHost(1, [60, 40, 0, 0]), tape, [60e6, 40e6]],
    ['IDP with something left over', byHost(1, [60, 30, 0, 0]), tape, [60e6, 30e6]],
    ['IDP with the rest first', byHost(1, [0xffff, 40]), tape, [60e6, 40e6]],
    ['IDP with the rest last', byHost(2, [10, 20, 0xffff, 0]), tape, [10e6, 20e6, 70e6]],
    ['IDP in powers of ten', byHost(1, [9, 1], { partitionSizeUnitOfMeasure: powersOfTen, partitionUnits: 7 }), tape, [90e6, 10e6]],
    ['IDP in kilobytes', byHost(1, [0xffff, 500], { partitionSizeUnitOfMeasure: 0b01 }), tape, [99.5e6, 0.5e6]],
    ['IDP of one partition', byHost(0, [0, 0, 0, 0]), tape, [100e6]],
    ['IDP with a size for the second alone', byHost(1, [40]), { ...tape, maximumPartitions: 2 }, [60e6, 40e6]],
    ['as many as there cannot be', byHost(4, [1, 1, 1, 1]), tape, 'additionalPartitionsDefined'],
    ['FDP and SDP', request({ fixedDataPartitions: true, selectDataPartitions: true }), tape, 'selectDataPartitions'],
    ['SDP and IDP', request({ selectDataPartitions: true, initiatorDefinedPartitions: true }), tape, 'initiatorDefinedPartitions'],
    ['more than there is', byHost(1, [60, 41, 0, 0]), tape, 1],
    ['nothing left for the rest', byHost(1, [0xffff, 100, 0, 0]), tape, 0],
    ['a partition of nothing', byHost(2, [60, 0, 40, 0]), tape, 1],
    ['two rests', byHost(1, [0xffff, 0xffff, 0, 0]), tape, 1],
  ])('%s', (_what, asked, volume, expected) => {
    expect(divide(asked, volume)).toEqual(expected);
  });
});

const page = async (host: Host): Promise<number[]> => [...(await host.modeSense(0x11)).data.subarray(12)];

describe('the Medium Partition page', () => {
  it('divides with the next FORMAT MEDIUM where that is the product’s way, as Linux asks for it', async () => {
    const { host, volume } = await driveWithTape({ capacityBytes: 10_000_000 });
    const current = await page(host);
    expect(current).toEqual([0x11, 14, 3, 0, 0x1c, 3, 3, 0, 0x27, 0x10, 0, 0, 0, 0, 0, 0]);
    await host.write(pattern(10));
    await host.rewind();
    // IDP, megabytes; the rest and 4; POFM, CLEAR and ADDP as they were; 10 bytes of page.
    const asked = [0x11, 10, 3, 1, 0x20 | 0x10 | (current[4]! & 7), 3, 0, 0, 0xff, 0xff, 0, 4];
    expect((await host.modeSelect({ page: asked })).status).toBe(0);
    expect(volume.partitions.length).toBe(1);
    expect((await host.execute([0x04, 0, 1, 0, 0, 0])).status).toBe(0);
    expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([6_000_000, 4_000_000]);
    expect(await page(host)).toEqual([0x11, 14, 3, 1, 0x1c, 3, 2, 0, 0xea, 0x60, 0x9c, 0x40, 0, 0, 0, 0]);
    expect((await host.execute([0x2b, 2, 0, 0, 0, 0, 0, 0, 1, 0])).status).toBe(0);
    expect((await host.write(pattern(20))).status).toBe(0);
    expect((await host.position()).partition).toBe(1);
    await host.execute([0x2b, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect((await host.execute([0x04, 0, 0, 0, 0, 0])).status).toBe(0);
    expect(volume.partitions.map(({ capacityBytes, endOfData }) => [capacityBytes, endOfData])).toEqual([[10_000_000, 0]]);
  });

  it('divides at once in a drive without FORMAT MEDIUM, by the size of the second partition alone', async () => {
    const model = {
      maximumPartitions: 2,
      commands: ['MODE SELECT(6)', 'MODE SENSE(6)', 'WRITE(6)', 'REWIND', 'READ(6)'],
      modePages: [{ pageCode: 0x11, lengthBytes: 10 }],
      media: [{ medium: 'dds-2', mediumTypeCode: 0, reads: [0x24], writes: [0x24] }],
    };
    const { host, volume } = await driveWithTape({ barcode: 'DDS001', mediumType: 'dds-2', capacityBytes: 10_000_000, model });
    expect(await page(host)).toEqual([0x11, 8, 1, 0, 0x18, 3, 3, 0, 0, 0]);
    await host.write(pattern(10));
    const asked = [0x11, 8, 1, 1, 0x30, 3, 0, 0, 0, 4];
    expect((await host.modeSelect({ page: asked, blockLength: 512 })).sense).toMatchObject({ key: 5, code: '3b/0c' });
    expect(volume.partitions.length).toBe(1);
    expect((await host.modeSense(0x11)).data.readUIntBE(9, 3)).toBe(0);
    await host.rewind();
    expect((await host.modeSelect({ page: asked })).status).toBe(0);
    expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([6_000_000, 4_000_000]);
    expect(await page(host)).toEqual([0x11, 8, 1, 1, 0x18, 3, 2, 0, 0x9c, 0x40]);
    // The same once more makes it blank once more.
    await host.write(pattern(10));
    await host.rewind();
    expect((await host.modeSelect({ page: asked })).status).toBe(0);
    expect(volume.partitions[0]!.endOfData).toBe(0);
    expect((await host.modeSelect({ page: [0x11, 6, 1, 0, 0x30, 3, 0, 0] })).status).toBe(0);
    expect(volume.partitions.length).toBe(1);
  });

  it('refuses what cannot be, at its byte, and changes nothing', async () => {
    const { host, volume } = await driveWithTape({ capacityBytes: 10_000_000 });
    const current = await page(host);
    const asking = current.with(4, current[4]! | 0x20);
    const cases: readonly (readonly [number[], string])[] = [
      [asking.with(3, 4), 'parameters 15.7'],
      [asking.with(3, 1).with(6, 7).with(8, 0).with(9, 9).with(11, 2), 'parameters 20.7'],
      [asking.with(3, 1).with(6, 6).with(8, 0).with(9, 9).with(11, 2), 'parameters 22.7'],
      [asking.with(4, current[4]! | 0xc0), 'parameters 16.6'],
      [current.with(4, current[4]! ^ 0x04), 'parameters 16.2'],
      [current.with(2, 1), 'parameters 14.7'],
      [current.with(7, 1), 'parameters 19.0'],
      [current.with(1, 4).slice(0, 6), 'parameters 13.7'],
      [[...current, 0, 0].with(1, 16), 'parameters 13.7'],
    ];
    for (const [bytes, pointsAt] of cases)
      expect((await host.modeSelect({ page: bytes })).sense).toMatchObject({ key: 5, code: '26/00', pointsAt });
    expect(await page(host)).toEqual(current);
    expect((await host.execute([0x04, 0, 1, 0, 0, 0])).status).toBe(0);
    expect(volume.partitions.length).toBe(1);
  });

  it('forgets a division when the volume goes, and when a reset comes', async () => {
    const { host, drive, volume } = await driveWithTape({ capacityBytes: 10_000_000 });
    const current = await page(host);
    const asking = current.with(3, 1).with(4, current[4]! | 0x40);
    await host.modeSelect({ page: asking });
    await drive.unload();
    await drive.load();
    await host.settle();
    await host.execute([0x04, 0, 1, 0, 0, 0]);
    expect(volume.partitions.length).toBe(1);
    await host.modeSelect({ page: asking });
    await host.resetUnit();
    await host.settle();
    await host.execute([0x04, 0, 1, 0, 0, 0]);
    expect(volume.partitions.length).toBe(1);
    await host.modeSelect({ page: asking });
    await host.execute([0x04, 0, 2, 0, 0, 0]);
    expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([5_000_000, 5_000_000]);
  });

  it('tells a volume that can be divided less than the drive can', async () => {
    const { host } = await driveWithTape({
      volume: await createMemoryVolume({ barcode: 'OLD001', mediumType: 'lto-4' }),
      model: { media: [{ medium: 'lto-4', mediumTypeCode: 0x48, reads: [0x46], writes: [0x46] }] },
    });
    expect((await page(host))[2]).toBe(0);
  });
});
