import { expect, it } from 'vitest';
import { changerModels } from '../../../../src/models/changers/index.ts';
import { changerWithLibrary, ending } from '../../changer/host.ts';

const hostOf = async (name: string) => {
  const model = changerModels.get(name)!;
  return (await changerWithLibrary(model)).host;
};

it.each(['ibm-03584l32', 'ibm-03584l22'])(
  '%s scans ranges under the old code alone, and keeps reservations of the old kind',
  async (name) => {
    const host = await hostOf(name);
    const ends = async (...cdb: number[]) => ending(await host.execute(cdb, { room: 255 }));
    expect(await ends(0xe7, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe('good');
    expect(await ends(0x37, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toMatch(/^5 20\/00/);
    expect(await ends(0x5e, 0, 0, 0, 0, 0, 0, 0, 8, 0)).toMatch(/^5 20\/00/);
    expect(await ends(0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toMatch(/^5 20\/00/);
  },
);

it('a 3573 has a clock, and page 0Ah/01h to say so', async () => {
  const host = await hostOf('ibm-3573-tl');
  const page = await host.execute([0x1a, 0x08, 0x0a, 0x01, 0xff, 0], { room: 255 });
  expect([page.data[0], page.data[4]! & 0x7f, page.data[5]]).toEqual([35, 0x4a, 0x01]);
  expect((await host.execute([0xa3, 0x0f, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0], { room: 12 })).data).toHaveLength(12);
});
