import { expect, test } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { blocks, only, readAll } from './tape.ts';

test('a volume in memory is blank, and of LTO-8 unless said otherwise', async () => {
  const volume = await createMemoryVolume();
  expect(volume).toMatchObject({ barcode: 'MEM001L8', writeProtected: false, mediumType: { name: 'lto-8' } });
  await only(volume).append([blocks('abc')]);
  await only(volume).sync();
  expect(await readAll(only(volume))).toEqual(['abc']);
  await volume.close();
});

test('it is what it is asked to be', async () => {
  const volume = await createMemoryVolume({
    barcode: 'X1',
    mediumType: 'lto-6',
    capacityBytes: 1600,
    writeProtected: true,
    checksum: 'off',
  });
  expect(volume).toMatchObject({ barcode: 'X1', writeProtected: true, mediumType: { name: 'lto-6' } });
  expect(only(volume)).toMatchObject({ capacityBytes: 1600, earlyWarningBytes: 100 });
});

test('it has partitions, and is written once, discards or is foreign as it is told to', async () => {
  const volume = await createMemoryVolume({
    capacityBytes: 1000,
    partitions: [600, 400],
    writeOnce: true,
    discardsData: true,
    recording: 'foreign',
  });
  expect(volume).toMatchObject({ capacityBytes: 1000, writeOnce: true, discardsData: true, state: { recording: 'foreign' } });
  expect(volume.partitions.map(({ capacityBytes }) => capacityBytes)).toEqual([600, 400]);
  const other = await createMemoryVolume({ mediumType: 'dds-4' });
  expect(other).toMatchObject({ barcode: 'MEM001', mediumType: { name: 'dds-4' }, state: { densityCode: 0x26 } });
});
