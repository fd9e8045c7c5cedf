import { describe, expect, it } from 'vitest';
import { driveWithTape, pattern } from '../host.ts';

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
