import { describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { type RecordRun, toBlockNumber, type Volume } from '../../../src/cartridge/volume.ts';
import { Faults } from '../../../src/faults/faults.ts';
import { FaultyVolume } from '../../../src/faults/faulty-volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { checked } from '../../../src/lab-faults.ts';

const length = 100;
const block = (seed: number): Uint8Array => new Uint8Array(length).fill(seed);
const run = (first: number, count: number): RecordRun => ({
  kind: 'block',
  count,
  recordLength: length,
  data: ByteList.of(...Array.from({ length: count }, (_, at) => block(first + at))),
});
const at = toBlockNumber;

async function faulty() {
  const clock = new ManualClock();
  const faults = new Faults({ clock, publish: () => {}, fileExists: () => false });
  const inner = await createMemoryVolume({ capacityBytes: 100_000, earlyWarningBytes: 1000 });
  const described: string[] = [];
  const describe = (barcode: string) => {
    described.push(barcode);
    return { device: 'drive0' };
  };
  const left: Volume[] = [];
  const volume = new FaultyVolume(inner, { faults, describe, closed: (gone) => left.push(gone) });
  return { faults, inner, volume, partition: volume.partitions[0]!, described, left };
}

describe('FaultyVolume', () => {
  it('describes nothing while no rule lies in wait for what is done', async () => {
    const { faults, partition, described } = await faulty();
    faults.add(checked({ do: 'stuck-tape' }));
    await partition.append([run(0, 3)]);
    expect((await partition.read(at(0), 10_000)).length).toBe(3);
    await partition.truncate(at(1));
    await partition.sync();
    expect(described).toEqual([]);
  });

  it('knows a partition again until the volume is formatted', async () => {
    const { volume, partition } = await faulty();
    expect(volume.partitions[0]).toBe(partition);
    partition.end = { capacityBytes: 5, earlyWarningBytes: 1 };
    expect(volume.partitions[0]).toMatchObject({ capacityBytes: 5, earlyWarningBytes: 1, made: { capacityBytes: 100_000 } });
    await volume.format([{ capacityBytes: 60_000 }, { capacityBytes: 40_000 }]);
    expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([60_000, 40_000]);
    expect(volume.partitions[0]).not.toBe(partition);
  });

  it('reads one object at a time while a rule lies in wait, and the rule means that one', async () => {
    const { faults, partition } = await faulty();
    await partition.append([run(0, 4)]);
    const id = faults.add(checked({ match: { block: 2 }, fire: 'always', do: 'unreadable' }));
    const kinds: string[] = [];
    for (let number = 0; number < 4; number++) {
      const objects = await partition.read(at(number), 10_000);
      expect(objects.length).toBe(1);
      kinds.push(objects[0]!.kind);
    }
    expect(kinds).toEqual(['block', 'block', 'damaged', 'block']);
    expect(await partition.read(at(4), 10_000)).toEqual([]);
    expect(faults.record(id)).toMatchObject({ considered: 4, firings: 1 });
  });

  it('writes the objects of a run one by one, up to the one that is not taken', async () => {
    const { faults, inner, partition } = await faulty();
    faults.add(checked({ match: { block: 3 }, do: 'unwritable' }));
    const filemark: RecordRun = { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.of() };
    await expect(partition.append([run(0, 2), filemark, run(3, 2)])).rejects.toMatchObject({ kind: 'medium' });
    expect(partition.endOfData).toBe(3);
    await partition.append([run(3, 2)]);
    const objects = await inner.partitions[0]!.read(at(0), 10_000);
    expect(objects.map((object) => (object.kind === 'block' ? object.data[0] : object.kind))).toEqual([0, 1, 'filemark', 3, 4]);
  });

  it('tells that it has left the drive', async () => {
    const { volume, left } = await faulty();
    await volume.close();
    expect(left).toEqual([volume]);
  });
});
