import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

it.each([false, true])('ERASE(6) ends the data at the position, LONG=%s', async (long) => {
  const { host } = await driveWithTape();
  for (let i = 0; i < 3; i++) await host.write(pattern(10, i));
  await host.locate(1);
  expect((await host.erase({ long })).status).toBe(0);
  expect((await host.read(10)).sense).toMatchObject({ key: 8, code: '00/05' });
  await host.rewind();
  await host.erase({ long });
  await host.space(3);
  expect((await host.position()).first).toBe(0);
});

it('ERASE(6) leaves what waits in the buffer before the position', async () => {
  const { host } = await driveWithTape();
  await host.write(pattern(10));
  await host.erase();
  await host.rewind();
  expect((await host.read(10)).data).toEqual(pattern(10));
});

it('ERASE(6) says so when the medium does not let go', async () => {
  const { volume, partition } = unreliable(await createMemoryVolume());
  const { host } = await driveWithTape({ volume });
  await host.write(pattern(10));
  await host.rewind();
  partition.obstacle = () => ({ failAfter: 0 });
  expect((await host.erase()).sense).toMatchObject({ key: 3, code: '51/00', deferred: false });
});

it('ERASE(16) erases from where it says', async () => {
  const { host } = await driveWithTape();
  for (const seed of [0, 1, 2]) await host.write(pattern(10, seed));
  await host.rewind();
  expect((await host.explicit(0x93, 0x0c, { object: 1 })).status).toBe(0);
  expect((await host.position()).first).toBe(1);
  expect((await host.explicit(0x88, 0, { object: 1, length: 10 }, { room: 10 })).sense).toMatchObject({ key: 8, code: '00/05' });
});
