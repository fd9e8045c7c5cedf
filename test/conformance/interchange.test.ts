/**
 * A cartridge written as one model reads back byte for byte in every model whose generation may read it, and in no other: all models that write a
 * medium at a density against all models that know the medium, with the expectation taken from what these say of it (`DriveModel.media`). A cartridge
 * goes from drive to drive as an operator would carry it; no wire lies between, for there are some thousand journeys.
 */
import { describe, expect, it } from 'vitest';
import { mediumTypeNamed, mediumTypes } from '../../src/cartridge/medium-type.ts';
import { createMemoryVolume } from '../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../src/cartridge/volume.ts';
import { driveModels } from '../../src/models/index.ts';
import { ScsiTargetDevice } from '../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../src/scsi/target.ts';
import type { DriveModel, MediumSupport } from '../../src/tape/model.ts';
import { TapeDrive } from '../../src/tape/tape-drive.ts';
import { Host } from '../unit/tape/host.ts';
import { pattern } from './pattern.ts';

const models = [...driveModels.values()];
const supportOf = (model: DriveModel, medium: string): MediumSupport | undefined =>
  model.media.find((support) => support.medium === medium);

/** One drive of each model, with a host at it. */
class Station {
  readonly model: DriveModel;
  readonly #drive: TapeDrive;
  readonly #host: Host;

  constructor(model: DriveModel) {
    this.model = model;
    this.#drive = new TapeDrive({ model, serialNumber: `AT-${model.name}` });
    this.#host = new Host(new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), this.#drive.logicalUnit]]) }));
  }

  /** `work` with this cartridge in the drive, and the drive in variable mode. */
  async with<T>(volume: Volume, work: (host: Host) => Promise<T>): Promise<T> {
    await this.#drive.insert(volume);
    try {
      await this.#host.settle();
      return await work(this.#host);
    } finally {
      await this.#drive.eject({ force: true });
    }
  }
}
const stations = new Map(models.map((model) => [model.name, new Station(model)]));
const stationOf = (model: DriveModel): Station => stations.get(model.name)!;

const blocks = [pattern(1, 3), pattern(512, 4), pattern(10_240, 5)];
const good = { status: 0, sense: undefined };
const refused = (key: number, code: string) => ({ status: 2, sense: { key, code } });
const medium = (name: string, writeOnce = false): Promise<Volume> =>
  createMemoryVolume({
    mediumType: name,
    barcode: `X${name.toUpperCase().replaceAll('-', '').slice(0, 6)}`,
    capacityBytes: 1 << 20,
    writeOnce,
  });

async function record(host: Host, density: number): Promise<void> {
  expect(await host.modeSelect({ density, blockLength: 0 })).toMatchObject(good);
  for (const block of blocks) expect(await host.write(block)).toMatchObject(good);
  expect(await host.writeFilemarks(1)).toMatchObject(good);
  // MODE SENSE tells of what has been recorded (SSC-4 §8.3.1).
  expect((await host.modeSense(0x00)).data[4]).toBe(density);
}

async function readBack(host: Host): Promise<void> {
  expect(await host.modeSelect({ density: 0x7f, blockLength: 0 })).toMatchObject(good);
  for (const block of blocks) {
    const { status, data } = await host.read(block.length);
    expect({ status, same: data.equals(block) }).toEqual({ status: 0, same: true });
  }
  expect(await host.read(512)).toMatchObject({ status: 2, sense: { key: 0, code: '00/01', filemark: true } });
  expect(await host.read(512)).toMatchObject(refused(8, '00/05'));
}

/** What a drive that knows the medium makes of a recording in this density. */
async function expectAsTheModelSays(host: Host, { reads }: MediumSupport, density: number): Promise<void> {
  if (reads.includes(density)) await readBack(host);
  else expect(await host.read(512)).toMatchObject(refused(3, '30/02'));
}

/** Whether it goes on in that density: at the end of what it can read, and where it cannot write at all, anywhere. */
async function expectToAppendAsTheModelSays(host: Host, { reads, writes }: MediumSupport, density: number): Promise<void> {
  if (reads.includes(density)) {
    expect(await host.space(3)).toMatchObject(good);
    expect(await host.writeFilemarks(1)).toMatchObject(writes.includes(density) ? good : refused(7, '30/05'));
  } else if (writes.length === 0) expect(await host.write(blocks[0]!)).toMatchObject(refused(7, '30/05'));
}

const written = new Map<string, { medium: string; density: number; writers: DriveModel[] }>();
for (const model of models)
  for (const { medium: name, writes } of model.media)
    for (const density of writes) {
      const key = `${name} at ${density.toString(16).toUpperCase()}h`;
      const entry = written.get(key) ?? { medium: name, density, writers: [] };
      entry.writers.push(model);
      written.set(key, entry);
    }

describe('what one drive has written', () => {
  it.each([...written])('on %s, others read or refuse as their generation does', async (_title, { medium: name, density, writers }) => {
    const readers = models.filter((model) => supportOf(model, name) !== undefined);
    for (const writer of writers) {
      const volume = await medium(name);
      await stationOf(writer).with(volume, (host) => record(host, density));
      for (const reader of readers) {
        try {
          await stationOf(reader).with(volume, (host) => expectAsTheModelSays(host, supportOf(reader, name)!, density));
        } catch (error) {
          throw new Error(`written by ${writer.name}, in ${reader.name}: ${(error as Error).message}`, { cause: error });
        }
      }
      await volume.close();
    }
  });
});

describe('what one drive has begun', () => {
  it.each([...written])('on %s, others go on with or not as their generation does', async (_title, { medium: name, density, writers }) => {
    for (const reader of models) {
      const support = supportOf(reader, name);
      if (support === undefined) continue;
      const volume = await medium(name);
      await stationOf(writers[0]!).with(volume, (host) => record(host, density));
      await stationOf(reader).with(volume, (host) => expectToAppendAsTheModelSays(host, support, density));
      await volume.close();
    }
  });
});

describe('a medium', () => {
  const data = mediumTypes.filter(({ cleaningUses }) => cleaningUses === undefined).map(({ name }) => name);

  it.each(data)('%s is refused by every drive that does not know it', async (name) => {
    const volume = await medium(name);
    for (const model of models) {
      if (supportOf(model, name) !== undefined) continue;
      const tested = await stationOf(model).with(volume, (host) => host.testUnitReady());
      expect({ model: model.name, ...tested }).toMatchObject({ model: model.name, ...refused(2, '30/00') });
    }
    await volume.close();
  });

  it.each(data.filter((name) => mediumTypeNamed(name)!.writeOnce))(
    '%s that is written once is read by drives that know WORM',
    async (name) => {
      const known = models.filter((model) => supportOf(model, name) !== undefined);
      const writer = known.find((model) => model.writeOnceMedia && supportOf(model, name)!.writes.length > 0);
      if (writer === undefined) return;
      const density = supportOf(writer, name)!.writes[0]!;
      const volume = await medium(name, true);
      await stationOf(writer).with(volume, (host) => record(host, density));
      for (const reader of known)
        await stationOf(reader).with(volume, async (host) => {
          if (!reader.writeOnceMedia) return void expect(await host.testUnitReady()).toMatchObject(refused(2, '30/00'));
          const { reads, writes } = supportOf(reader, name)!;
          if (!reads.includes(density)) return;
          await readBack(host);
          expect(await host.rewind()).toMatchObject(good);
          const overwritten = await host.write(blocks[0]!);
          expect(overwritten).toMatchObject(writes.length > 0 ? refused(7, '30/0c') : refused(7, '30/05'));
        });
      await volume.close();
    },
  );
});
