/** Element status pages, byte for byte. */
import { describe, expect, it } from 'vitest';
import { encodeElementPages } from '../../../src/changer/element-status.ts';
import type { ChangerModel } from '../../../src/changer/model.ts';
import { type Element, type ElementTypeName, elementNumbered, elementTypeNames } from '../../../src/library/element.ts';
import type { ElementStatus } from '../../../src/library/library.ts';
import { changerModels, genericChanger } from '../../../src/models/changers/index.ts';
import { FakeDrive, hex } from './host.ts';

type Said = Partial<Omit<ElementStatus, 'source' | 'lastSource'>> & { readonly source?: number; readonly lastSource?: number };

/** Pages of these elements, of whom this is said by their numbers. */
function pagesOf(
  model: Pick<ChangerModel, 'elementStatus' | 'layout'>,
  type: ElementTypeName,
  said: readonly Said[],
  { volumeTags = false, deviceIdentifiers = false, room = 0xff_ffff } = {},
) {
  const { layout } = model;
  const elements = said.map((_, index) => elementNumbered(layout, type, index + 1)!);
  const drives = said.map((_, index) => (type === 'dataTransfer' ? new FakeDrive(index + 1) : undefined));
  const asked: Element[] = [];
  const status = (element: Element): ElementStatus => {
    asked.push(element);
    const { source, lastSource, ...rest } = said[element.number - 1]!;
    const drive = drives[element.number - 1];
    return {
      element,
      labelUnreadable: false,
      accessible: true,
      inverted: false,
      byOperator: false,
      ...rest,
      ...(source !== undefined && { source: elementNumbered(layout, 'storage', source)! }),
      ...(lastSource !== undefined && { lastSource: elementNumbered(layout, 'storage', lastSource)! }),
      ...(drive !== undefined && { drive }),
    };
  };
  const pages = encodeElementPages({
    library: { status, contents: { identificationAt: ({ number }) => drives[number - 1]?.identification } },
    model,
    pages: [{ type, count: elements.length, elements: () => elements }],
    volumeTags,
    deviceIdentifiers,
    room,
  });
  return { ...pages, asked: asked.length };
}

const tag = (text: string, padding = '20'): string => `${hex(Buffer.from(text))}${` ${padding}`.repeat(32 - text.length)} 00 00 00 00`;
const noTag = '00 '.repeat(36).trim();
const full = (barcode: string): Said => ({ barcode, volumeTag: barcode });

/** What was seen of a library at work. */
describe('an EXB-480', () => {
  const exb480 = changerModels.get('exabyte-exb-480')!;

  it('reports its slots as it did', () => {
    const { byteCount, data } = pagesOf(
      exb480,
      'storage',
      [{ barcode: 'ANY', labelUnreadable: true }, full('00000121'), ...new Array(62).fill({})],
      { volumeTags: true },
    );
    expect(byteCount).toBe(0x0d08);
    expect(hex(data.subarray(0, 8))).toBe('02 80 00 34 00 00 0d 00');
    expect(hex(data.subarray(8, 60))).toBe(`00 00 0d 00 83 09 00 00 00 00 00 00 ${noTag} 00 00 00 00`);
    expect(hex(data.subarray(60, 112))).toBe(`00 01 09 00 00 00 00 00 00 00 00 00 ${tag('00000121', '00')} 00 00 00 00`);
    expect(hex(data.subarray(112, 164))).toBe(`00 02 08 00 00 00 00 00 00 00 00 00 ${noTag} 00 00 00 00`);
  });

  it('reports its drives as it did', () => {
    const { data } = pagesOf(exb480, 'dataTransfer', [{ lastSource: 0x20 }, { ...full('00000108'), accessible: false, source: 0x28 }], {
      volumeTags: true,
    });
    expect(hex(data.subarray(8, 20))).toBe('00 52 08 00 00 00 30 01 00 80 00 1f');
    expect(hex(data.subarray(60, 80))).toBe('00 53 01 00 00 00 30 02 00 80 00 27 30 30 30 30 30 31 30 38');
  });

  it('has 16 bytes for each without volume tags', () => {
    expect(hex(pagesOf(exb480, 'storage', [full('00000121')]).data)).toBe(
      '02 00 00 10 00 00 00 10 00 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00',
    );
  });
});

describe('a descriptor', () => {
  const plain: ChangerModel = {
    ...genericChanger,
    elementStatus: { ...genericChanger.elementStatus, alternateVolumeTags: false, mediumTypes: false },
  };
  const first = (model: ChangerModel, type: ElementTypeName, said: Said, options = {}): string =>
    hex(pagesOf(model, type, [said], options).data.subarray(8));

  it.each<[string, ElementTypeName, Said, string]>([
    ['an empty arm', 'mediumTransport', {}, '00 01 00 00 00 00 00 00 00 00 00 00'],
    ['an arm with a cartridge', 'mediumTransport', { barcode: 'A', source: 2 }, '00 01 01 00 00 00 00 00 00 80 10 01'],
    ['an empty slot', 'storage', {}, '10 00 08 00 00 00 00 00 00 00 00 00'],
    ['a slot out of reach', 'storage', { accessible: false }, '10 00 00 00 00 00 00 00 00 00 00 00'],
    ['a cartridge in a slot that it was not moved to', 'storage', { barcode: 'A' }, '10 00 09 00 00 00 00 00 00 00 00 00'],
    ['one that was turned round', 'storage', { barcode: 'A', inverted: true, source: 1 }, '10 00 09 00 00 00 00 00 00 c0 10 00'],
    ['a label that cannot be read', 'storage', { barcode: 'A', labelUnreadable: true }, '10 00 0d 00 83 09 00 00 00 00 00 00'],
    ['an empty mail slot', 'importExport', {}, '00 10 38 00 00 00 00 00 00 00 00 00'],
    ["the operator's cartridge", 'importExport', { barcode: 'A', byOperator: true }, '00 10 3b 00 00 00 00 00 00 00 00 00'],
    ["the robot's cartridge", 'importExport', { barcode: 'A', source: 24 }, '00 10 39 00 00 00 00 00 00 80 10 17'],
    ['an empty mail slot that the operator had', 'importExport', { byOperator: true }, '00 10 38 00 00 00 00 00 00 00 00 00'],
    ['an open mail slot', 'importExport', { accessible: false }, '00 10 30 00 00 00 00 00 00 00 00 00'],
    ['an empty drive', 'dataTransfer', { lastSource: 3 }, '01 00 08 00 00 00 11 00 00 00 00 00'],
    ['a loaded drive', 'dataTransfer', { barcode: 'A', accessible: false, source: 1 }, '01 00 01 00 00 00 11 00 00 80 10 00'],
  ])('of %s', (_, type, said, bytes) => {
    expect(first(plain, type, said)).toBe(`${bytes} 00 00 00 00`);
  });

  it('tells the kind of medium where its edition does, and that an operator is needed', () => {
    const types = (barcode: string | undefined, labelUnreadable = false): string =>
      first(
        genericChanger,
        'storage',
        barcode === undefined ? {} : { ...(labelUnreadable ? { barcode } : full(barcode)), labelUnreadable },
      ).slice(27, 29);
    expect([types(undefined), types('LAB001L8'), types('CLN001L1'), types('LAB001LY'), types('LAB001L8', true)]).toEqual([
      '00',
      '01',
      '02',
      '04',
      '00',
    ]);
    expect(first(genericChanger, 'importExport', { accessible: false }).slice(6, 8)).toBe('b0');
  });

  it('says nothing of a label that cannot be read where the product has no code for it', () => {
    const { unreadableLabel: _, ...elementStatus } = plain.elementStatus;
    expect(first({ ...plain, elementStatus }, 'storage', { barcode: 'A', labelUnreadable: true })).toBe(
      '10 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00',
    );
  });

  it('tells the address of a drive as its product knows it', () => {
    const of = (driveAddresses: ChangerModel['elementStatus']['driveAddresses']): string => {
      const model = { ...plain, elementStatus: { ...plain.elementStatus, driveAddresses } };
      return hex(pagesOf(model, 'dataTransfer', [{}, {}]).data.subarray(8 + 16 + 6, 8 + 16 + 9));
    };
    expect([of('bus'), of('logical-unit'), of(undefined)]).toEqual(['30 02 00', '12 00 00', '00 00 00']);
  });

  it('has the volume tag, filled up with blanks, and room for an alternate one where there is such a thing', () => {
    expect(first(plain, 'storage', full('LAB001L8'), { volumeTags: true })).toBe(
      `10 00 09 00 00 00 00 00 00 00 00 00 ${tag('LAB001L8')} 00 00 00 00`,
    );
    const both = pagesOf(genericChanger, 'storage', [full('LAB001L8')], { volumeTags: true });
    expect(hex(both.data)).toBe(`02 c0 00 58 00 00 00 58 10 00 09 00 00 00 00 00 00 01 00 00 ${tag('LAB001L8')} ${noTag} 00 00 00 00`);
  });

  it('cuts a label at 32 characters', () => {
    const long = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    expect(hex(pagesOf(plain, 'storage', [full(long)], { volumeTags: true }).data.subarray(20, 56))).toBe(tag(long.slice(0, 32)));
  });

  it('ends with what names a drive, and with nothing in other elements', () => {
    const designator = hex(Buffer.from('VENDOR  PRODUCT         DRIVE1'));
    expect(first(plain, 'dataTransfer', {}, { deviceIdentifiers: true })).toBe(
      `01 00 08 00 00 00 11 00 00 00 00 00 02 01 00 1e ${designator}`,
    );
    const bySerial: ChangerModel = { ...plain, elementStatus: { ...plain.elementStatus, driveIdentifier: 'serial-number' } };
    expect(first(bySerial, 'dataTransfer', {}, { deviceIdentifiers: true })).toBe(
      `01 00 08 00 00 00 11 00 00 00 00 00 02 00 00 06 ${hex(Buffer.from('DRIVE1'))}`,
    );
    expect(first(plain, 'storage', {}, { deviceIdentifiers: true })).toBe('10 00 08 00 00 00 00 00 00 00 00 00 00 00 00 00');
  });

  it('is as long as the longest of its page', () => {
    const said: Said[] = new Array(10).fill({});
    const bySerial: ChangerModel = {
      ...plain,
      layout: { ...plain.layout, dataTransfer: { first: 0x100, count: 10 } },
      elementStatus: { ...plain.elementStatus, driveIdentifier: 'serial-number' },
    };
    const { data } = pagesOf(bySerial, 'dataTransfer', said, { deviceIdentifiers: true });
    expect(hex(data.subarray(0, 8))).toBe('04 00 00 17 00 00 00 e6');
    expect(hex(data.subarray(8 + 12, 8 + 23))).toBe(`02 00 00 06 ${hex(Buffer.from('DRIVE1'))} 00`);
    expect(hex(data.subarray(8 + 9 * 23 + 12))).toBe(`02 00 00 07 ${hex(Buffer.from('DRIVE10'))}`);
  });

  it('is as long as its product has it', () => {
    const longer: ChangerModel = { ...plain, elementStatus: { ...plain.elementStatus, descriptorBytes: { storage: 60 } } };
    expect(hex(pagesOf(longer, 'storage', [{}]).data.subarray(0, 8))).toBe('02 00 00 3c 00 00 00 3c');
    expect(hex(pagesOf(longer, 'importExport', [{}]).data.subarray(0, 8))).toBe('03 00 00 10 00 00 00 10');
  });
});

describe('room for less than there is', () => {
  const said: Said[] = new Array(24).fill({});

  it.each([
    [-8, 0],
    [0, 0],
    [8, 0],
    [23, 0],
    [24, 1],
    [39, 1],
    [40, 2],
    [8 + 24 * 16, 24],
    [8 + 24 * 16 + 100, 24],
  ])('of %i bytes: %i descriptors, and no element looked at that is not told of', (room, count) => {
    const { byteCount, data, last, asked } = pagesOf(genericChanger, 'storage', said, { room });
    expect(byteCount).toBe(8 + 24 * 16);
    expect(data.length).toBe(count === 0 ? 0 : 8 + count * 16);
    expect([last?.number ?? 0, asked]).toEqual([count, count]);
    if (count > 0) expect(hex(data.subarray(5, 8)), 'the page says what there is').toBe('00 01 80');
  });
});

it('has a page for each type that has elements, in the order it is given them', () => {
  const { layout } = genericChanger;
  const status = (element: Element): ElementStatus => ({
    element,
    labelUnreadable: false,
    accessible: true,
    inverted: false,
    byOperator: false,
  });
  const pages = elementTypeNames.map((type) => ({ type, count: 1, elements: () => [elementNumbered(layout, type, 1)!] }));
  const options = {
    library: { status, contents: { identificationAt: () => undefined } },
    model: genericChanger,
    volumeTags: false,
    deviceIdentifiers: false,
  };
  const whole = encodeElementPages({ ...options, pages, room: 1000 });
  expect(whole.byteCount).toBe(4 * 24);
  expect([0, 24, 48, 72].map((at) => whole.data[at])).toEqual([1, 2, 3, 4]);
  // What follows a page that does not fit is not looked for further on.
  expect(encodeElementPages({ ...options, pages, room: 47 }).data.length).toBe(24);
  expect(encodeElementPages({ ...options, pages: [], room: 47 })).toMatchObject({ byteCount: 0, last: undefined });
});
