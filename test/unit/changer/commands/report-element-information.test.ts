/** REPORT ELEMENT INFORMATION: the pages, byte for byte. */
import { describe, expect, it } from 'vitest';
import { genericChanger } from '../../../../src/models/changers/index.ts';
import type { Host } from '../../tape/host.ts';
import { changerWithLibrary, ending, hex, uint16 } from '../host.ts';

const cartridges = {
  LAB001L8: 'storage/1',
  LAB002L8: { in: 'storage/2', byHand: true },
  LAB003L8: { in: 'storage/3', label: 'unreadable' },
  LAB004L8: { in: 'drive1', loaded: true },
} as const;

interface Request {
  readonly type?: number;
  readonly start?: number;
  readonly length?: number;
  /** With NEV. */
  readonly count?: number;
  readonly cached?: boolean;
}
const report = (host: Host, page: number, { type = 0, start = 0, length = 0xffff, count, cached = false }: Request = {}) =>
  host.execute(
    [
      0x9e,
      0x10,
      page,
      (count === undefined ? 0 : 0x20) | (cached ? 0x10 : 0) | type,
      0,
      0,
      0,
      0,
      ...uint16(start),
      0,
      0,
      ...uint16(length),
      count ?? 0,
      0,
    ],
    { room: length },
  );

describe('the supported pages', () => {
  it('are the same of every type', async () => {
    const { host } = await changerWithLibrary();
    const codes = '00 00 04 00 02 03 7f';
    expect(hex((await report(host, 0x00)).data)).toBe(`00 00 00 00 00 00 00 20 01 ${codes} 02 ${codes} 03 ${codes} 04 ${codes}`);
    expect(hex((await report(host, 0x00, { type: 3 })).data)).toBe(`00 00 00 00 00 00 00 08 03 ${codes}`);
  });
});

describe('static information', () => {
  it('has a descriptor for the elements of each type', async () => {
    const { host } = await changerWithLibrary();
    const { data } = await report(host, 0x02);
    expect(hex(data.subarray(0, 8))).toBe('02 00 00 0c 00 00 00 30');
    expect([8, 20, 32, 44].map((at) => hex(data.subarray(at, at + 12)))).toEqual([
      '00 00 00 01 00 00 00 01 01 00 00 00',
      '00 00 00 10 00 00 00 04 03 00 00 00',
      '00 00 01 00 00 00 00 02 04 00 00 00',
      '00 00 10 00 00 00 00 18 02 00 00 00',
    ]);
  });

  it('tells what cannot be moved where', async () => {
    const from = ['mediumTransport', 'storage', 'importExport', 'dataTransfer'] as const;
    const impossibleMoves = [
      ...from.map((source) => [source, 'mediumTransport'] as const),
      ...from.map((destination) => ['dataTransfer', destination] as const),
      ['storage', 'importExport'] as const,
    ];
    const { host } = await changerWithLibrary({ impossibleMoves });
    const { data } = await report(host, 0x02);
    // Source only; nothing; destination only and no export; no export.
    expect([8, 20, 32, 44].map((at) => data[at + 9])).toEqual([0x20, 0x00, 0x18, 0x08]);
  });
});

it('exports nothing from a library without mail slots', async () => {
  const { host } = await changerWithLibrary({ layout: { ...genericChanger.layout, importExport: { first: 0x10, count: 0 } } });
  const { data } = await report(host, 0x02);
  expect([8, 20, 32].map((at) => data[at + 9])).toEqual([0x08, 0x08, 0x08]);
});

describe('state information', () => {
  it('tells what is there, and who put it there', async () => {
    const { host } = await changerWithLibrary({}, cartridges);
    const { data } = await report(host, 0x03, { start: 0x100 });
    expect(hex(data.subarray(0, 8))).toBe('03 00 00 0c 00 00 01 38');
    const state = (index: number): string => hex(data.subarray(8 + index * 12, 20 + index * 12));
    expect([0, 1, 2, 3, 4, 5].map(state)).toEqual([
      '00 00 01 00 04 52 00 00 00 00 00 00',
      '00 00 01 01 04 80 00 00 00 00 00 00',
      '00 00 10 00 02 50 00 00 00 00 00 00',
      '00 00 10 01 02 60 00 00 00 00 00 00',
      '00 00 10 02 02 51 83 09 00 00 00 00',
      '00 00 10 03 02 80 00 00 00 00 00 00',
    ]);
  });

  it('tells of a mail slot that stands open', async () => {
    const { host, library } = await changerWithLibrary();
    await library.setImportExportOpen({ type: 'importExport', address: 0x11, number: 2 }, true);
    const { data } = await report(host, 0x03, { type: 3 });
    expect([5, 17].map((at) => data[8 + at])).toEqual([0x80, 0x8a]);
  });

  it.each([
    [{ type: 2, count: 3 }, [0x1000, 0x1001, 0x1002]],
    [{ start: 0x13, count: 2 }, [0x13, 0x100]],
    [{ count: 0 }, []],
    [{ type: 4 }, [0x100, 0x101]],
    [{ start: 0x1017 }, [0x1017]],
  ])('of %j', async (request, addresses) => {
    const { host } = await changerWithLibrary();
    const { data } = await report(host, 0x03, request);
    expect(Array.from({ length: data.readUInt32BE(4) / 12 }, (_, index) => data.readUInt32BE(8 + index * 12))).toEqual(addresses);
  });
});

it('all pages are one behind the other', async () => {
  const { host } = await changerWithLibrary({}, cartridges);
  const pages = await Promise.all([0x00, 0x02, 0x03].map(async (page) => (await report(host, page, { type: 4 })).data));
  expect(hex((await report(host, 0x7f, { type: 4 })).data)).toBe(hex(Buffer.concat(pages)));
});

it('says how long a page is, however little of it is transferred', async () => {
  const { host } = await changerWithLibrary();
  expect(hex((await report(host, 0x03, { length: 10 })).data)).toBe('03 00 00 0c 00 00 01 74 00 00');
  expect((await report(host, 0x03, { length: 0 })).data.length).toBe(0);
});

it.each([
  ['an unknown page', 0x01, {}, '5 24/00 cdb 2.7'],
  ['an unknown type', 0x02, { type: 5 }, '5 24/00 cdb 3.3'],
  ['a number of elements with the list of pages', 0x00, { count: 1 }, '5 24/00 cdb 3.5'],
])('refuses %s', async (_, page, request, refused) => {
  const { host } = await changerWithLibrary();
  expect(ending(await report(host, page, request))).toBe(refused);
});

it('passes a reservation of another host by when it asks for what is known', async () => {
  const { host, other } = await changerWithLibrary();
  await other.execute([0x16, 0, 0, 0, 0, 0]);
  expect(ending(await report(host, 0x03))).toBe('status 24');
  expect(ending(await report(host, 0x03, { cached: true }))).toBe('good');
});
