import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern } from '../host.ts';

describe('LOCATE(10)', () => {
  it('goes to an object by its number', async () => {
    const { host } = await driveWithTape();
    for (let i = 0; i < 5; i++) await host.write(pattern(10, i));
    expect((await host.locate(3)).status).toBe(0);
    expect((await host.read(10)).data).toEqual(pattern(10, 3));
    expect((await host.locate(5)).status).toBe(0);
  });

  it('takes BT, CP and IMMED', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    expect((await host.execute([0x2b, 0x07, 0, 0, 0, 0, 1, 0, 0, 0])).status).toBe(0);
    expect((await host.position()).first).toBe(1);
  });

  it('is a blank check at end of data when there is no such object', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    await host.rewind();
    expect((await host.locate(2)).sense).toMatchObject({ key: 8, code: '00/05', valid: false });
    expect((await host.position()).first).toBe(1);
  });

  it('refuses a partition that does not exist, and goes nowhere', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    expect((await host.execute([0x2b, 0x02, 0, 0, 0, 0, 0, 0, 1, 0])).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 8.7' });
    expect((await host.position()).first).toBe(1);
  });
});

describe('LOCATE(16)', () => {
  const locate = (host: Host, bits: number, identifier: number, { partition = 0, explicitly = false } = {}) =>
    host.execute([0x92, bits, explicitly ? 1 : 0, partition, 0, 0, 0, 0, 0, 0, 0, identifier, 0, 0, 0, 0]);
  const FILE = 0x08;
  const SET = 0x10;
  const END = 0x18;
  const CP = 0x02;

  /** A block, a filemark, a block, a setmark, a filemark, a block: objects 0 to 5. */
  const recorded = async () => {
    const { host } = await driveWithTape({ model: { setmarks: true }, partitions: 2 });
    await host.write(pattern(10, 0));
    await host.writeFilemarks(1);
    await host.write(pattern(10, 2));
    await host.execute([0x10, 2, 0, 0, 1, 0]);
    await host.writeFilemarks(1);
    await host.write(pattern(10, 5));
    return host;
  };

  it.each([
    ['an object', 0, 2, 2],
    ['the beginning', 0, 0, 0],
    ['the first file', FILE, 0, 0],
    ['another file', FILE, 1, 2],
    ['the last file', FILE, 2, 5],
    ['a set', SET, 1, 4],
    ['end of data', END, 0, 6],
  ])('goes to %s', async (_words, bits, identifier, object) => {
    const host = await recorded();
    expect((await locate(host, bits, identifier)).status).toBe(0);
    expect((await host.position()).first).toBe(object);
  });

  it.each([
    ['object', 0, 7],
    ['file', FILE, 3],
    ['set', SET, 2],
  ])('is a blank check at end of data when there is no such %s', async (_words, bits, identifier) => {
    const host = await recorded();
    expect((await locate(host, bits, identifier)).sense).toMatchObject({ key: 8, code: '00/05', valid: false });
    expect((await host.position()).first).toBe(6);
  });

  it('takes a number of 64 bits', async () => {
    const host = await recorded();
    const far = [0x92, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    expect((await host.execute(far)).sense).toMatchObject({ key: 8, code: '00/05' });
  });

  it('changes the partition', async () => {
    const host = await recorded();
    expect((await locate(host, CP | END, 0, { partition: 1 })).status).toBe(0);
    expect(await host.position()).toMatchObject({ partition: 1, first: 0 });
    expect((await locate(host, CP, 0, { partition: 2 })).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 3.7' });
    expect((await locate(host, CP, 3)).status).toBe(0);
    expect(await host.position()).toMatchObject({ partition: 0, first: 3 });
  });

  it('knows no sets where there are no setmarks', async () => {
    const { host } = await driveWithTape();
    expect((await locate(host, SET, 0)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.4' });
  });
});
