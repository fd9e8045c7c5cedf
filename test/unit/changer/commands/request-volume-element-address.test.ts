/** REQUEST VOLUME ELEMENT ADDRESS: what a search has found, once. */
import { expect, it } from 'vitest';
import { type ChangerUnderTest, changerWithLibrary, ending, hex, sendVolumeTag, uint16, volumeTagsFound } from '../host.ts';

const plain = { alternateVolumeTags: false, mediumTypes: false } as const;
const cartridges = {
  LAB001L8: 'storage/1',
  LAB002L8: 'storage/3',
  LAB003L8: { in: 'drive2', loaded: true },
  LAB004L8: 'importExport/1',
  CLN001L1: 'storage/24',
} as const;
const withLibrary = (): Promise<ChangerUnderTest> => changerWithLibrary({ elementStatus: plain }, cartridges);

interface Request {
  readonly type?: number;
  readonly start?: number;
  readonly count?: number;
  readonly length?: number;
  readonly tags?: boolean;
}
const request = (
  { host }: Pick<ChangerUnderTest, 'host'>,
  { type = 0, start = 0, count = 0xffff, length = 4096, tags = false }: Request = {},
) => host.execute([0xb5, (tags ? 0x10 : 0) | type, ...uint16(start), ...uint16(count), 0, 0, ...uint16(length), 0, 0], { room: length });

it('has nothing to tell before a search', async () => {
  const library = await withLibrary();
  expect(ending(await request(library))).toBe('5 2c/00');
});

it('tells where the cartridges are, by address, and how the search was asked for', async () => {
  const library = await withLibrary();
  await sendVolumeTag(library.host, 'LAB*', { action: 5 });
  const { data } = await request(library);
  expect(hex(data.subarray(0, 8))).toBe('00 10 00 04 05 00 00 58');
  expect(hex(data.subarray(8, 32))).toBe('03 00 00 10 00 00 00 10 00 10 39 00 00 00 00 00 00 00 00 00 00 00 00 00');
  expect(hex(data.subarray(32, 44))).toBe('04 00 00 10 00 00 00 10 01 01 01 00');
  expect(hex(data.subarray(56, 68))).toBe('02 00 00 10 00 00 00 20 10 00 09 00');
  expect(hex(data.subarray(80, 84))).toBe('10 02 09 00');
  expect(data.length).toBe(8 + 0x58);
});

it('tells each of them once, as far as they were transferred', async () => {
  const library = await withLibrary();
  await sendVolumeTag(library.host, 'LAB*');
  // Only how much there is.
  expect(hex((await request(library, { length: 8 })).data)).toBe('00 10 00 04 05 00 00 58');
  expect(hex((await request(library, { length: 8 + 24 + 24 + 23 })).data.subarray(0, 8))).toBe('00 10 00 04 05 00 00 58');
  expect(await volumeTagsFound(library.host)).toEqual(['LAB001L8', 'LAB002L8']);
  expect(hex((await request(library)).data)).toBe('00 00 00 00 05 00 00 00');
  await sendVolumeTag(library.host, 'LAB*');
  expect(await volumeTagsFound(library.host)).toEqual(['LAB004L8', 'LAB003L8', 'LAB001L8', 'LAB002L8']);
});

it.each<[Request, string[]]>([
  [{ type: 2 }, ['LAB001L8', 'LAB002L8']],
  [{ start: 0x101 }, ['LAB003L8', 'LAB001L8', 'LAB002L8']],
  [{ start: 0x1001 }, ['LAB002L8']],
  [{ count: 3 }, ['LAB004L8', 'LAB003L8', 'LAB001L8']],
  [{ count: 0 }, []],
])('tells no more than it is asked for: %j', async (asked, found) => {
  const library = await withLibrary();
  await sendVolumeTag(library.host, 'LAB*');
  expect(await volumeTagsFound(library.host, asked)).toEqual(found);
});

it('tells where they are by now', async () => {
  const library = await withLibrary();
  await sendVolumeTag(library.host, 'LAB001L8');
  await library.inventory.change([['LAB001L8', { place: { library: 'library', element: 'storage', number: 9 } }]]);
  expect(hex((await request(library)).data.subarray(0, 2))).toBe('10 08');
});

it('keeps the searches of hosts apart, until a host is gone or the changer is reset', async () => {
  const { host, other } = await withLibrary();
  await sendVolumeTag(host, 'LAB001L8');
  expect(ending(await request({ host: other }))).toBe('5 2c/00');
  await sendVolumeTag(other, 'CLN*');
  expect(await volumeTagsFound(host)).toEqual(['LAB001L8']);
  await sendVolumeTag(host, 'LAB002L8');
  other.lost();
  await other.settle();
  expect(ending(await request({ host: other }))).toBe('5 2c/00');
  expect(await volumeTagsFound(host)).toEqual(['LAB002L8']);
  await sendVolumeTag(host, 'LAB002L8');
  await host.resetUnit();
  await host.settle();
  expect(ending(await request({ host }))).toBe('5 2c/00');
});

it('knows no other types, and no volume tags where there are none', async () => {
  const library = await withLibrary();
  await sendVolumeTag(library.host, 'LAB*');
  expect(ending(await request(library, { type: 5 }))).toBe('5 24/00 cdb 1.3');
  const without = await changerWithLibrary({ elementStatus: { volumeTags: false } });
  expect(ending(await request(without, { tags: true }))).toBe('5 24/00 cdb 1.4');
});
