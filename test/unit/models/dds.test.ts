import { expect, it } from 'vitest';
import { driveModels } from '../../../src/models/index.ts';
import { driveWithTape } from '../tape/host.ts';

const rig = (name: string, mediumType: string) => driveWithTape({ model: driveModels.get(name)!, mediumType });

it.each([
  ['hp-c1533a', 'dds-2', 0x24],
  ['hp-c1537a', 'dds-3', 0x25],
  ['hp-c5683a', 'dds-4', 0x26],
  ['hp-c5683a', 'dds-1', 0x13],
  ['sony-sdt-11000', 'dds-4', 0x26],
])('%s writes a blank %s at density %i', async (name, mediumType, density) => {
  const { host } = await rig(name, mediumType);
  const { data } = await host.execute([0x1a, 0, 0x10, 0, 0x1c, 0], { room: 0x1c });
  expect(data).toHaveLength(0x1c);
  expect(data[4]).toBe(density);
});

it('a DDS-2 drive does not take a DDS-3 cartridge', () => {
  expect(driveModels.get('hp-c1533a')!.media.map(({ medium }) => medium)).toEqual(['dds-1', 'dds-2']);
});

it('page 11h has ten bytes at HP, twelve elsewhere', async () => {
  const page = async (name: string) => {
    const { host } = await rig(name, 'dds-2');
    return (await host.execute([0x1a, 0, 0x11, 0, 0x18, 0], { room: 0x18 })).data;
  };
  expect(await page('hp-c1533a')).toHaveLength(22);
  expect(await page('sony-sdt-7000')).toHaveLength(24);
});

it('HP’s sense data have 22 bytes', async () => {
  const { host } = await rig('hp-c1533a', 'dds-2');
  const { data } = await host.execute([0x03, 0, 0, 0, 0x16, 0], { room: 0x16 });
  expect(data).toHaveLength(22);
  expect(data[21]! & 0x08).toBe(0);
});

it('setmarks are the family’s', async () => {
  const { host } = await rig('hp-c5683a', 'dds-4');
  expect((await host.execute([0x10, 0x02, 0, 0, 1, 0])).sense).toBeUndefined();
  expect((await host.execute([0x10, 0x00, 0, 0, 1, 0])).sense).toBeUndefined();
});

it('Sony’s DDS-4 drives have no ten byte mode commands, as their manual lists them', async () => {
  const outcome = async (name: string) =>
    (await (await rig(name, 'dds-4')).host.execute([0x5a, 8, 0x10, 0, 0, 0, 0, 0, 255, 0], { room: 255 })).sense?.code;
  expect(await outcome('sony-sdt-11000')).toBe('20/00');
  expect(await outcome('hp-c5683a')).toBeUndefined();
});
