import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern, uint32 } from '../host.ts';

const allow = (host: Host, what: number, object: number, partition = 0) =>
  host.execute([0x82, 0, what, partition, 0, 0, 0, 0, ...uint32(object), 0, 0, 0, 0]);

const appendOnly = async () => {
  const { host } = await driveWithTape();
  await host.changePage(0x10, (page) => page.writeUInt8(page[5]! | 0x10, 5), { subpageCode: 0x01 });
  for (const seed of [0, 1, 2]) await host.write(pattern(10, seed));
  await host.locate(1);
  return host;
};
const protectedFromOverwriting = { key: 7, code: '5a/02' };

describe('ALLOW OVERWRITE', () => {
  it('lets one write pass where the medium stands', async () => {
    const host = await appendOnly();
    expect((await allow(host, 1, 1)).status).toBe(0);
    expect((await host.write(pattern(10, 9))).status).toBe(0);
    await host.rewind();
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(protectedFromOverwriting);
  });

  it('is taken back by a movement, even one that comes back', async () => {
    const host = await appendOnly();
    await allow(host, 1, 1);
    await host.locate(0);
    await host.locate(1);
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(protectedFromOverwriting);
  });

  it('is taken back by 0, and by one that is refused', async () => {
    const host = await appendOnly();
    await allow(host, 1, 1);
    expect((await allow(host, 0, 0)).status).toBe(0);
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(protectedFromOverwriting);
    await allow(host, 1, 1);
    expect((await allow(host, 1, 2)).sense).toMatchObject({ key: 5, code: '3b/00' });
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(protectedFromOverwriting);
  });

  it('of a format allows no write', async () => {
    const host = await appendOnly();
    expect((await allow(host, 2, 1)).status).toBe(0);
    expect((await host.write(pattern(10, 9))).sense).toMatchObject(protectedFromOverwriting);
  });

  it('is for where the medium stands', async () => {
    const host = await appendOnly();
    expect((await allow(host, 1, 1, 1)).sense).toMatchObject({ key: 5, code: '3b/00' });
    expect((await allow(host, 3, 1)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 2.3' });
  });

  it('is for append-only mode alone', async () => {
    const { host } = await driveWithTape();
    expect((await allow(host, 1, 0)).sense).toMatchObject({ key: 5, code: '20/0c' });
  });
});
