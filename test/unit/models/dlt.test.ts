import { expect, it } from 'vitest';
import { driveModels } from '../../../src/models/index.ts';
import { driveWithTape } from '../tape/host.ts';

const rig = (name: string, mediumType: string) => driveWithTape({ model: driveModels.get(name)!, mediumType });

it.each([
  ['quantum-dlt2000', 'dlt-iii', 0x83, 0x19],
  ['quantum-dlt2000', 'dlt-iiixt', 0x84, 0x19],
  ['quantum-dlt4000', 'dlt-iv', 0x85, 0x1a],
  ['quantum-dlt7000', 'dlt-iv', 0x85, 0x1b],
  ['quantum-dlt8000', 'dlt-iv', 0x85, 0x41],
  ['quantum-sdlt320', 'sdlt-1', 0x86, 0x49],
])('%s tells medium type and density of a %s', async (name, mediumType, type, density) => {
  const { host } = await rig(name, mediumType);
  const { data } = await host.execute([0x1a, 0, 0x10, 0, 0x1c, 0], { room: 0x1c });
  expect(data[1]).toBe(type);
  expect(data[4]).toBe(density);
});

it.each([
  ['quantum-dlt4000', 29],
  ['quantum-dlt7000', 30],
])('%s has %d bytes of sense, with the remaining capacity where Windows reads it', async (name, length) => {
  const { host, volume } = await rig(name, 'dlt-iv');
  const { data } = await host.execute([0x03, 0, 0, 0, 64, 0], { room: 64 });
  expect(data).toHaveLength(length);
  const partition = volume.partitions[0]!;
  expect(data.readUInt32BE(25)).toBe(Math.floor((partition.capacityBytes - partition.earlyWarningBytes) / 4096));
});

it.each([
  ['quantum-dlt4000', '000203073233' + '3e'],
  ['quantum-dlt7000', '000203072e32' + '333e'],
])('%s lists the log pages of its manual', async (name, pages) => {
  const { host } = await rig(name, 'dlt-iv');
  expect((await host.execute([0x4d, 0, 0x40, 0, 0, 0, 0, 0, 64, 0], { room: 64 })).data.toString('hex', 4)).toBe(pages);
});

it('names its product family and its firmware behind the strings', async () => {
  const { host } = await rig('quantum-dlt7000', 'dlt-iv');
  const { data } = await host.execute([0x12, 0, 0, 0, 0xfc, 0], { room: 0xfc });
  expect(data).toHaveLength(56);
  expect(data[36]).toBe(0x71);
  const page = await host.execute([0x12, 1, 0xc0, 0, 0xff, 0], { room: 0xff });
  expect(page.data).toHaveLength(36);
});
