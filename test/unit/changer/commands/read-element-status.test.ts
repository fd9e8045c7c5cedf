/** READ ELEMENT STATUS as a host meets it. */
import { describe, expect, it } from 'vitest';
import { elementTypeNames } from '../../../../src/library/element.ts';
import { genericChanger } from '../../../../src/models/changers/index.ts';
import { changerWithLibrary, drive, ending, hex, moveMedium, readElementStatus, slot } from '../host.ts';

const plain = { alternateVolumeTags: false, mediumTypes: false } as const;
/** The type of each page, in their order, and what their descriptors are of. */
function outline(data: Buffer): { header: string; pages: string[] } {
  const pages: string[] = [];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt16BE(at + 2);
    const end = at + 8 + data.readUIntBE(at + 5, 3);
    const addresses: string[] = [];
    for (let element = at + 8; element + length <= Math.min(end, data.length); element += length)
      addresses.push(data.readUInt16BE(element).toString(16));
    pages.push(`${data[at]}: ${addresses.length > 2 ? `${addresses[0]}–${addresses.at(-1)}` : addresses.join(' ')}`);
    at = end;
  }
  return { header: hex(data.subarray(0, 8)), pages };
}

describe('a report', () => {
  it('of all types has a page for each, in the order of their codes', async () => {
    const { host } = await changerWithLibrary({ elementStatus: plain });
    const { data } = await readElementStatus(host);
    expect(outline(data)).toEqual({ header: '00 01 00 1f 00 00 02 10', pages: ['1: 1', '2: 1000–1017', '3: 10–13', '4: 100 101'] });
    expect(data.length).toBe(8 + 0x210);
  });

  it('of all types has them in the order of the product', async () => {
    const order = elementTypeNames.toReversed();
    const { host } = await changerWithLibrary({ elementStatus: { ...plain, order } });
    const { pages } = outline((await readElementStatus(host)).data);
    expect(pages).toEqual(['4: 100 101', '3: 10–13', '2: 1000–1017', '1: 1']);
    expect(outline((await readElementStatus(host, { start: 0x11, count: 5 })).data)).toEqual({
      header: '00 11 00 05 00 00 00 60',
      pages: ['4: 100 101', '3: 11–13'],
    });
  });

  it.each([
    [{ start: 0x1017 }, '10 17 00 01 00 00 00 18', ['2: 1017']],
    [{ start: 0x102, count: 1 }, '10 00 00 01 00 00 00 18', ['2: 1000']],
    [{ start: 0x1018 }, '00 00 00 00 00 00 00 00', []],
    [{ count: 0 }, '00 00 00 00 00 00 00 00', []],
    [{ type: 3 }, '00 10 00 04 00 00 00 48', ['3: 10–13']],
    [{ type: 3, start: 0x12 }, '00 12 00 02 00 00 00 28', ['3: 12 13']],
    [{ type: 3, start: 0x14 }, '00 00 00 00 00 00 00 00', []],
  ])('of %j', async (request, header, pages) => {
    const { host } = await changerWithLibrary({ elementStatus: plain });
    expect(outline((await readElementStatus(host, request)).data)).toEqual({ header, pages });
  });

  it.each([
    [0, ''],
    [3, '10 00 00'],
    [8, '10 00 00 18 00 00 01 88'],
    [31, '10 00 00 18 00 00 01 88'],
    [33, '10 00 00 18 00 00 01 88 02 00 00 10 00 00 01 80 10 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00'],
  ])('in an allocation length of %i bytes counts what there is, and ends with a whole descriptor', async (length, bytes) => {
    const { host } = await changerWithLibrary({ elementStatus: plain });
    const ended = await readElementStatus(host, { type: 2, length });
    expect([ended.status, hex(ended.data)]).toEqual([0, bytes]);
  });

  it('tells what is in the elements', async () => {
    const { host } = await changerWithLibrary(
      { elementStatus: plain },
      {
        LAB001L8: 'storage/1',
        LAB002L8: { in: 'storage/2', label: 'unreadable' },
        LAB003L8: { in: 'storage/3', label: 'none' },
        LAB004L8: { in: 'drive1', loaded: true, from: { library: 'library', element: 'storage', number: 4 } },
        LAB005L8: { in: 'importExport/1', byHand: true },
      },
    );
    const elementAt = async (start: number): Promise<string> => {
      const { data } = await readElementStatus(host, { start, count: 1, tags: true });
      return `${hex(data.subarray(16, 28))} ${data.subarray(28, 60).toString().replaceAll('\0', '')}`.trim();
    };
    expect(await elementAt(0x1000)).toBe('10 00 09 00 00 00 00 00 00 00 00 00 LAB001L8');
    expect(await elementAt(0x1001)).toBe('10 01 0d 00 83 09 00 00 00 00 00 00');
    expect(await elementAt(0x1002)).toBe('10 02 09 00 00 00 00 00 00 00 00 00');
    expect(await elementAt(0x1003)).toBe('10 03 08 00 00 00 00 00 00 00 00 00');
    expect(await elementAt(0x100)).toBe('01 00 01 00 00 00 11 00 00 80 10 03 LAB004L8');
    expect(await elementAt(0x10)).toBe('00 10 3b 00 00 00 00 00 00 00 00 00 LAB005L8');
  });

  it('of an emptied drive tells where its cartridge came from, if that is the way of the product', async () => {
    for (const [emptiedDriveSource, source] of [
      [{ emptiedDriveSource: true }, '80 10 00'],
      [{}, '00 00 00'],
    ] as const) {
      const model = { elementStatus: { ...plain, ...emptiedDriveSource } };
      const { host } = await changerWithLibrary(model, { LAB001L8: 'storage/1' });
      expect(ending(await moveMedium(host, slot(1), drive(1)))).toBe('good');
      expect(ending(await moveMedium(host, drive(1), slot(7)))).toBe('good');
      const { data } = await readElementStatus(host, { type: 4, count: 1 });
      expect(hex(data.subarray(16 + 9, 16 + 12))).toBe(source);
      const moved = await readElementStatus(host, { start: slot(7), count: 1 });
      expect(hex(moved.data.subarray(16, 28))).toBe('10 06 09 00 00 00 00 00 00 80 10 00');
    }
  });

  it('names drives when it is asked to', async () => {
    const { host } = await changerWithLibrary({ elementStatus: plain });
    const { data } = await readElementStatus(host, { type: 4, identifiers: true, tags: true });
    expect(hex(data.subarray(8 + 8 + 48, 8 + 8 + 52))).toBe('02 01 00 1e');
    expect(data.subarray(8 + 8 + 52, 8 + 8 + 82).toString()).toBe('VENDOR  PRODUCT         DRIVE1');
  });

  it('comes at once however many elements there are, and costs what is transferred', async () => {
    const storage = { first: 1000, count: 60_000 };
    const { host, library } = await changerWithLibrary({ elementStatus: plain, layout: { ...genericChanger.layout, storage } });
    let asked = 0;
    const status = library.status.bind(library);
    library.status = (element) => {
      asked++;
      return status(element);
    };
    const head = await readElementStatus(host, { length: 8, tags: true });
    expect([hex(head.data), asked]).toEqual(['00 01 ea 67 00 2f 9d 0c', 0]);
    const { data } = await readElementStatus(host, { tags: true });
    expect([data.length, data.readUIntBE(5, 3), asked]).toEqual([8 + 0x2f_9d0c, 0x2f_9d0c, 60_007]);
  });
});

describe('a request', () => {
  it.each([
    ['an unknown type', { type: 5 }, '5 24/00 cdb 1.3'],
    ['a type far from any', { type: 15 }, '5 24/00 cdb 1.3'],
  ])('for %s', async (_, request, refused) => {
    const { host } = await changerWithLibrary();
    expect(ending(await readElementStatus(host, request))).toBe(refused);
  });

  it.each([
    ['volume tags', { volumeTags: false }, { tags: true }, '5 24/00 cdb 1.4'],
    ['current data', { currentData: false }, { currentData: true }, '5 24/00 cdb 6.1'],
    ['device identifiers', { driveIdentifier: undefined }, { identifiers: true }, '5 24/00 cdb 6.0'],
  ])('for %s is refused by a product that has none', async (_, elementStatus, request, refused) => {
    const without = await changerWithLibrary({ elementStatus });
    expect(ending(await readElementStatus(without.host, request))).toBe(refused);
    expect(ending(await readElementStatus(without.host))).toBe('good');
    const { host } = await changerWithLibrary();
    expect(ending(await readElementStatus(host, request))).toBe('good');
  });

  it('passes a reservation of another host by when it asks for current data', async () => {
    const { host, other } = await changerWithLibrary();
    expect(ending(await other.execute([0x16, 0, 0, 0, 0, 0]))).toBe('good');
    expect(ending(await readElementStatus(host))).toBe('status 24');
    expect(ending(await readElementStatus(host, { currentData: true }))).toBe('good');
  });

  it('waits until the library is ready', async () => {
    const { host, library } = await changerWithLibrary();
    await library.openDoor();
    expect(ending(await readElementStatus(host))).toMatch(/^2 04\//);
  });
});
