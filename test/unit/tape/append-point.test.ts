import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern } from './host.ts';

const overwrite = { key: 7, code: '30/0c' };
const worm = (options = {}) => driveWithTape({ mediumType: 'lto-8', barcode: 'MEM001LY', writeOnce: true, ...options });

/** A block, a filemark, a block, two filemarks: objects 0, 1, 2, 3–4. */
const record = async (host: Host): Promise<void> => {
  await host.write(pattern(10, 0));
  await host.writeFilemarks(1);
  await host.write(pattern(10, 2));
  await host.writeFilemarks(2);
};

describe('a medium that is written once', () => {
  it('is written at end of data, object after object', async () => {
    const { host } = await worm();
    await record(host);
    expect((await host.write(pattern(10, 5))).status).toBe(0);
    await host.locate(3);
    await host.space(3);
    expect((await host.writeFilemarks(1)).status).toBe(0);
    await host.rewind();
    expect((await host.read(10)).data).toEqual(pattern(10, 0));
  });

  it.each([0, 1, 2, 3])('is not written over at object %d', async (object) => {
    const { host } = await worm();
    await record(host);
    await host.locate(object);
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(overwrite);
    expect((await host.writeFilemarks(1)).sense).toMatchObject(overwrite);
    expect((await host.erase({ long: true })).sense).toMatchObject(overwrite);
    expect((await host.position()).first).toBe(object);
    await host.space(3);
    expect((await host.position()).first).toBe(5);
  });

  it('lets the filemarks behind the first of a row at its end be written over', async () => {
    const { host } = await worm();
    await record(host);
    await host.locate(4);
    expect((await host.write(pattern(10, 9))).status).toBe(0);
    await host.locate(4);
    expect((await host.read(10)).data).toEqual(pattern(10, 9));
  });

  it('lets filemarks at its very beginning be written over, and nothing be erased from nothing', async () => {
    const { host } = await worm();
    expect((await host.erase()).status).toBe(0);
    await host.writeFilemarks(2);
    await host.rewind();
    expect((await host.write(pattern(10, 1))).status).toBe(0);
    await host.rewind();
    expect((await host.write(pattern(10, 1))).sense).toMatchObject(overwrite);
  });

  it('tells the operator', async () => {
    const { host } = await worm();
    await record(host);
    await host.rewind();
    await host.write(pattern(10, 9));
    expect((await host.logPage(0x2e)).get(60)?.[0]).toBe(1);
  });
});

describe('append-only mode', () => {
  const appendOnly = async () => {
    const { host } = await driveWithTape();
    await host.changePage(0x10, (page) => page.writeUInt8(page[5]! | 0x10, 5), { subpageCode: 0x01 });
    return host;
  };

  it('refuses the same in its own words, until it is off', async () => {
    const host = await appendOnly();
    await record(host);
    await host.rewind();
    expect((await host.write(pattern(10, 9))).sense).toMatchObject({ key: 7, code: '5a/02' });
    expect((await host.erase()).sense).toMatchObject({ key: 7, code: '5a/02' });
    await host.locate(4);
    expect((await host.write(pattern(10, 9))).status).toBe(0);
  });
});
