import { describe, expect, it } from 'vitest';
import { lto8 } from '../../../../src/models/lto.ts';
import { driveWithTape, type Host } from '../host.ts';

const subpage = { subpageCode: 0xf0 };
const sense = async (host: Host) => (await host.execute([0x1a, 0x08, 0x0a, 0xf0, 255, 0], { room: 255 })).data.subarray(4);
const fields = (method: number, length: number, bits: number) => (page: Buffer) => page.set([method, length, bits], 4);

describe('mode page 0Ah/F0h', () => {
  it('is a subpage of 32 bytes, with no method to begin with', async () => {
    const { host } = await driveWithTape({ model: lto8 });
    const page = await sense(host);
    expect(page).toHaveLength(32);
    expect([page[0]! & 0x7f, ...page.subarray(1)]).toEqual([0x4a, 0xf0, 0, 0x1c, ...new Array(28).fill(0)]);
  });

  it('takes CRC32C with its four bytes, in any direction, and back', async () => {
    const { host } = await driveWithTape();
    expect((await host.changePage(0x0a, fields(2, 4, 0xe0), subpage)).status).toBe(0);
    expect([...(await sense(host)).subarray(4, 7)]).toEqual([2, 4, 0xe0]);
    expect((await host.changePage(0x0a, fields(0, 0, 0), subpage)).status).toBe(0);
  });

  it.each([
    ['another method', 1, 4, 0, '8.7'],
    ['another length', 2, 8, 0, '9.5'],
    ['a length of no method', 0, 4, 0, '9.5'],
    ['protected writes by no method', 0, 0, 0x80, '10.7'],
    ['protected reads by no method', 0, 0, 0x40, '10.6'],
    ['protected recovery by no method', 0, 0, 0x20, '10.5'],
  ])('refuses %s', async (_words, method, length, bits, at) => {
    const { host } = await driveWithTape();
    expect((await host.changePage(0x0a, fields(method, length, bits), subpage)).sense).toMatchObject({
      key: 5,
      code: '26/00',
      pointsAt: `parameters ${at}`,
    });
    expect([...(await sense(host)).subarray(4, 7)]).toEqual([0, 0, 0]);
  });
});
