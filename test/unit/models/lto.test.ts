import { expect, it } from 'vitest';
import { driveModels } from '../../../src/models/index.ts';
import { driveWithTape } from '../tape/host.ts';

const model = (name: string) => driveModels.get(name)!;

it('lto-8 is what IBM’s drive says it is', async () => {
  const { host } = await driveWithTape({ model: model('lto-8') });
  const { data } = await host.execute([0x12, 0, 0, 0, 96, 0], { room: 96 });
  expect(data[0]).toBe(0x01);
  expect(data[1]! & 0x80).toBe(0x80);
  expect(data.subarray(8, 36).toString('latin1')).toBe('IBM     ULT3580-TD8     R3G3');
});

it.each([
  ['lto-1', ['lto-1'], []],
  ['lto-3', ['lto-2', 'lto-3'], ['lto-1']],
  ['lto-7', ['lto-6', 'lto-7'], ['lto-5']],
  ['lto-8', ['lto-7', 'lto-8', 'lto-m8'], []],
  ['lto-9', ['lto-8', 'lto-9'], []],
])('%s reads and writes what its generation may', (name, written, onlyRead) => {
  const { media } = model(name);
  const named = (some: typeof media) => some.map(({ medium }) => medium).sort();
  expect(named(media.filter(({ writes }) => writes.length > 0))).toEqual(written);
  expect(named(media.filter(({ writes }) => writes.length === 0))).toEqual(onlyRead);
});

it('medium types show the generation at IBM, and WORM or not at HP', () => {
  const typesOf = (name: string) => {
    const { mediumTypeCode, writeOnceMediumTypeCode } = model(name).media.find(({ medium }) => medium === 'lto-4')!;
    return [mediumTypeCode, writeOnceMediumTypeCode];
  };
  expect(typesOf('lto-4')).toEqual([0x48, 0x4c]);
  expect(typesOf('hp-ultrium-4')).toEqual([0x00, 0x01]);
});

it('page 25h, without which IBM’s drivers do not start, is there from the third generation on', async () => {
  const page = async (name: string) => {
    const { host } = await driveWithTape({ model: model(name) });
    return host.execute([0x1a, 0x08, 0x25, 0, 255, 0], { room: 255 });
  };
  expect([...(await page('lto-3')).data.subarray(4, 6)]).toEqual([0x25, 0x1e]);
  expect((await page('lto-2')).sense).toMatchObject({ code: '24/00' });
});

it('what a generation lacks ends with 20/00', async () => {
  const outcome = async (name: string) => {
    const { host } = await driveWithTape({ model: model(name), mediumType: 'lto-4' });
    return (await host.execute([0x92, ...new Array(15).fill(0)])).sense?.code;
  };
  expect(await outcome('lto-4')).toBe('20/00');
  expect(await outcome('lto-5')).toBeUndefined();
});
