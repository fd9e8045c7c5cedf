import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { driveWithTape, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

it('REWIND secures what was written and stands at the beginning', async () => {
  const { volume, partition } = unreliable(await createMemoryVolume());
  const { host } = await driveWithTape({ volume });
  await host.write(pattern(10));
  expect((await host.rewind()).status).toBe(0);
  expect(partition.calls).toEqual(['append', 'sync']);
  expect(await host.position()).toMatchObject({ first: 0, beginningOfPartition: true });
});

it('REWIND tells a loss and is not executed; asked again, it is', async () => {
  const { volume, partition } = unreliable(await createMemoryVolume());
  const { host } = await driveWithTape({ volume });
  await host.write(pattern(10));
  let release = () => {};
  partition.obstacle = () => ({ until: new Promise<void>((resolve) => (release = resolve)), failAfter: 0, kind: 'no-space' });
  await host.write(pattern(10));
  const rewind = host.rewind();
  await new Promise((resolve) => setImmediate(resolve));
  partition.obstacle = () => undefined;
  release();
  expect((await rewind).sense).toMatchObject({ deferred: true, key: 3, code: '0c/00', information: 1 });
  expect((await host.position()).first).toBe(1);
  expect((await host.execute([0x01, 1, 0, 0, 0, 0])).status).toBe(0);
  expect((await host.position()).first).toBe(0);
});
