import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { FailingStore } from '../../cartridge/failing-store.ts';
import { driveWithTape, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const format = (byte1: number, byte2: number, transferLength = 0): number[] => [0x04, byte1, byte2, 0, transferLength, 0];

it('FORMAT MEDIUM makes the medium blank', async () => {
  const { host, volume, happenings } = await driveWithTape();
  await host.write(pattern(10));
  await host.rewind();
  expect((await host.execute(format(2, 0))).status).toBe(0);
  expect(volume.partitions[0]!.endOfData).toBe(0);
  expect(volume.state.recording).toBe('blank');
  expect(happenings).toContainEqual({ event: 'tape.formatted', drive: 'TEST000001', barcode: 'MEM001L8', partitions: 1 });
  expect((await host.read(10)).sense).toMatchObject({ key: 8, code: '00/05' });
  expect((await host.write(pattern(10, 2))).status).toBe(0);
});

it('FORMAT MEDIUM begins at the beginning, and knows three formats and no data', async () => {
  const { host, volume } = await driveWithTape();
  expect((await host.execute(format(0, 3))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 2.3' });
  expect((await host.execute(format(0, 0, 1))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 3.7' });
  expect((await host.execute(format(4, 0))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.2' });
  await host.write(pattern(10));
  expect((await host.execute(format(0, 0))).sense).toMatchObject({ key: 5, code: '3b/0c' });
  await host.rewind();
  expect(volume.partitions[0]!.endOfData).toBe(1);
});

it('FORMAT MEDIUM of a WORM cartridge: as long as nothing is on it', async () => {
  const { host, volume } = await driveWithTape({ barcode: 'MEM001', mediumType: 'lto-8', writeOnce: true });
  expect((await host.execute(format(0, 0))).status).toBe(0);
  await host.write(pattern(10));
  await host.rewind();
  expect((await host.execute(format(0, 0))).sense).toMatchObject({ key: 7, code: '30/0c' });
  expect(volume.partitions[0]!.endOfData).toBe(1);
  const alerts = await host.logPage(0x2e);
  expect([alerts.get(60)![0], alerts.get(9)![0]]).toEqual([1, 1]);
});

it('FORMAT MEDIUM that fails says so, and leaves the volume as it was', async () => {
  const { volume } = unreliable(await createMemoryVolume());
  volume.format = async () => {
    const { VolumeError } = await import('../../../../src/cartridge/volume.ts');
    throw new VolumeError('io', 'no');
  };
  const { host } = await driveWithTape({ volume });
  await host.write(pattern(10));
  await host.rewind();
  expect((await host.execute(format(0, 0))).sense).toMatchObject({ key: 3, code: '31/01' });
  expect((await host.read(10)).data).toEqual(pattern(10));
});

it('FORMAT MEDIUM that finds no room for what it makes leaves nothing to read, until one does', async () => {
  const store = new FailingStore();
  const { host } = await driveWithTape({ volume: await createMemoryVolume({ store }) });
  await host.write(pattern(10));
  await host.rewind();
  store.broken = /^write partition-0.idx/;
  expect((await host.execute(format(0, 0))).sense).toMatchObject({ key: 3, code: '31/01' });
  store.broken = undefined;
  expect((await host.read(10)).sense).toMatchObject({ key: 3, code: '11/00' });
  expect((await host.read(10)).sense).toMatchObject({ key: 8, code: '00/05' });
  expect((await host.execute([0x0f, 4, 0, 0, 10, 0])).sense).toMatchObject({ key: 3, code: '11/00' });
  expect((await host.write(pattern(10))).sense).toMatchObject({ key: 4, code: '03/00' });
  expect((await host.execute(format(0, 0))).status).toBe(0);
  expect((await host.write(pattern(10))).status).toBe(0);
});
