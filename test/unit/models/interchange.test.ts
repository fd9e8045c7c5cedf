/** A cartridge written as one model reads back, byte for byte, in every model that may read what was recorded on it, and in no other. */
import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { families } from '../../../src/models/index.ts';
import type { DriveModel } from '../../../src/tape/model.ts';
import { driveWithTape, pattern } from '../tape/host.ts';

const block = pattern(4096);
const reads = (model: DriveModel, medium: string, density: number): boolean =>
  model.media.find((support) => support.medium === medium)?.reads.includes(density) === true;

/** Each way in which a family records: the first model that does so, the medium, the density. */
const recordings = families.flatMap(({ name, models }) => {
  const ways = new Map<
    string,
    { readonly family: string; readonly writer: DriveModel; readonly medium: string; readonly density: number }
  >();
  for (const writer of models)
    for (const { medium, writes } of writer.media)
      if (writes[0] !== undefined && !ways.has(`${medium} ${writes[0]}`))
        ways.set(`${medium} ${writes[0]}`, { family: name, writer, medium, density: writes[0] });
  return [...ways.values()];
});

/** One model for each way to read; a maker's other drives of the generation are like it. */
const readersOf = (family: string): readonly DriveModel[] => {
  const { models } = families.find(({ name }) => name === family)!;
  return [
    ...new Map(models.map((model) => [JSON.stringify(model.media.map(({ medium, reads: codes }) => [medium, codes])), model])).values(),
  ];
};

const select = (blockLength: number) => Uint8Array.from([0, 0, 0x10, 8, 0x7f, 0, 0, 0, 0, 0, blockLength >> 8, blockLength & 0xff]);

async function write(model: DriveModel, volume: Volume): Promise<void> {
  const { host, drive } = await driveWithTape({ model, volume });
  expect((await host.execute([0x15, 0, 0, 0, 12, 0], { out: select(0) })).status).toBe(0);
  expect((await host.execute([0x0a, 0, 0, 0x10, 0, 0], { out: block })).status).toBe(0);
  expect((await host.execute([0x10, 0, 0, 0, 1, 0])).status).toBe(0);
  expect(await drive.eject()).toBe(volume);
}

it.each(recordings)('$family: $medium written at $density by $writer.name', async ({ family, writer, medium, density }) => {
  const volume = await createMemoryVolume({ mediumType: medium, capacityBytes: 1_000_000 });
  await write(writer, volume);
  expect(volume.state.densityCode).toBe(density);
  for (const model of readersOf(family)) {
    const { host, drive } = await driveWithTape({ model, volume });
    await host.execute([0x15, 0, 0, 0, 12, 0], { out: select(0) });
    const { data, sense } = await host.execute([0x08, 0, 0, 0x10, 0, 0], { room: 4096 });
    if (reads(model, medium, density)) expect(data.equals(block), `${model.name} reads it`).toBe(true);
    else expect(sense?.key, `${model.name} does not read it`).toBeOneOf([2, 3]);
    await drive.eject();
  }
});
