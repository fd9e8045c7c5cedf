import { describe, expect, test } from 'vitest';
import { layout, uint } from '../../../src/foundation/layout.ts';
import { defineModePage, type ModePageControl, ModePages } from '../../../src/scsi/mode-pages.ts';
import { type Json, volatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import { settingsPage, subpage } from './fake-device.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const page = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

test.each<[ModePageControl, string, string]>([
  ['current', '10 06 0c 00 1234 00 00', '50 01 0004 00000007'],
  ['changeable', '10 06 3c 80 0000 00 00', '50 01 0004 ffffffff'],
  ['default', '10 06 0c 00 1234 00 00', '50 01 0004 00000007'],
])('%s values of both page formats', (control, settings, more) => {
  const pages = new ModePages([settingsPage, subpage]);
  expect(hex(pages.encode(settingsPage, control))).toBe(settings.replaceAll(' ', ''));
  expect(hex(pages.encode(subpage, control))).toBe(more.replaceAll(' ', ''));
});

test('a selection becomes current, leaves the default, and ends with a reset', () => {
  const pages = new ModePages([settingsPage]);
  expect(pages.select(settingsPage, page('10 06 14 80 1234 00 00'))).toBe(true);
  expect(pages.values(settingsPage)).toEqual({ level: 5, enabled: true, fixed: 0x1234, position: 0 });
  expect(hex(pages.encode(settingsPage, 'default'))).toBe('10060c0012340000');
  pages.reset();
  expect(pages.values(settingsPage).level).toBe(3);
});

test('selecting what is current changes nothing', () => {
  const pages = new ModePages([settingsPage]);
  expect(pages.select(settingsPage, pages.encode(settingsPage, 'current'))).toBe(false);
});

test.each([
  ['only changeable fields changed', '10 06 14 80 1234 00 00', undefined],
  ['a field that is fixed: its first bit', '10 06 0c 00 1235 00 00', { byte: 4, bit: 7 }],
  ['a reserved bit: the bit itself', '10 06 0c 04 1234 00 00', { byte: 3, bit: 2 }],
  ['a reserved byte', '10 06 0c 00 1234 00 10', { byte: 7, bit: 4 }],
  ['a value the device refuses', '10 06 28 00 1234 00 00', { byte: 2, bit: 5 }],
])('%s', (_title, bytes, refused) => {
  expect(new ModePages([settingsPage]).refuse(settingsPage, page(bytes))).toEqual(refused);
});

test('what the device knows better wins over what was selected, and must be sent back unchanged', () => {
  let position = 7;
  const live = defineModePage({ ...settingsPage, live: () => ({ position }) });
  const pages = new ModePages([live]);
  expect(pages.values(live).position).toBe(7);
  pages.select(live, page('10 06 14 00 1234 07 00'));
  position = 9;
  expect(hex(pages.encode(live, 'current'))).toBe('1006140012340900');
  expect(pages.refuse(live, page('10 06 14 00 1234 07 00'))).toEqual({ byte: 6, bit: 7 });
});

test('the device hears of every change', () => {
  const heard: number[] = [];
  const listening = defineModePage({ ...settingsPage, selected: ({ level }) => heard.push(level) });
  const pages = new ModePages([listening]);
  pages.select(listening, page('10 06 14 00 1234 00 00'));
  pages.select(listening, page('10 06 14 00 1234 00 00'));
  pages.reset();
  expect(heard).toEqual([3, 5, 3]);
});

test('pages are in ascending order and found by page and subpage code', () => {
  const first = defineModePage({
    pageCode: 0x02,
    name: '',
    reference: '',
    layout: layout(4, { a: uint(2) }),
    defaults: {},
    changeable: [],
  });
  const pages = new ModePages([subpage, settingsPage, first]);
  expect(pages.pages).toEqual([first, settingsPage, subpage]);
  expect(pages.find(0x10, 0x01)).toBe(subpage);
  expect(pages.find(0x10, 0x02)).toBeUndefined();
});

test('a page that the unit lacks means what its defaults say', () => {
  expect(new ModePages([settingsPage]).values(subpage)).toEqual(subpage.layout.decode(subpage.layout.encode(subpage.defaults)));
});

describe('saved pages', () => {
  const select = (pages: ModePages, bytes: string) => pages.select(settingsPage, page(bytes));

  test('come back at a reset and at power on, and leave the defaults', async () => {
    const memory = volatileMemory();
    const pages = new ModePages([settingsPage], memory);
    select(pages, '10 06 14 80 1234 00 00');
    await pages.save();
    select(pages, '10 06 18 00 1234 00 00');
    expect(hex(pages.encode(settingsPage, 'saved'))).toBe('9006148012340000');
    expect(hex(pages.encode(settingsPage, 'default'))).toBe('90060c0012340000');
    expect(hex(pages.encode(settingsPage, 'current'))).toBe('9006180012340000');
    pages.reset();
    expect(pages.values(settingsPage).level).toBe(5);
    expect(new ModePages([settingsPage], memory).values(settingsPage)).toMatchObject({ level: 5, enabled: true });
  });

  test('are told to the device at power on', async () => {
    const memory = volatileMemory();
    const before = new ModePages([settingsPage], memory);
    select(before, '10 06 14 00 1234 00 00');
    await before.save();
    const heard: number[] = [];
    new ModePages([defineModePage({ ...settingsPage, selected: ({ level }) => heard.push(level) })], memory);
    expect(heard).toEqual([5]);
  });

  test('only changeable fields are taken from the memory', async () => {
    const memory = volatileMemory();
    await memory.write('modePages', { '1000': '10061480ffffff00' });
    expect(new ModePages([settingsPage], memory).values(settingsPage)).toEqual({ level: 5, enabled: true, fixed: 0x1234, position: 0 });
  });

  test.each<[string, Json]>([
    ['nothing', null],
    ['another page', { '1100': '1006148012340000' }],
    ['a page of another length', { '1000': '100614801234' }],
    ['values that are refused now', { '1000': '1006288012340000' }],
    ['no text', { '1000': 5 }],
  ])('%s in the memory leaves the defaults', async (_title, saved) => {
    const memory = volatileMemory();
    await memory.write('modePages', saved);
    expect(new ModePages([settingsPage], memory).values(settingsPage).level).toBe(3);
  });

  test('there are none without memory, of pages without changeable fields, and of those that are not saveable', () => {
    const fixed = defineModePage({ ...settingsPage, changeable: [] });
    const unsaveable = defineModePage({ ...settingsPage, saveable: false });
    expect(new ModePages([settingsPage]).saving).toBe(false);
    expect(new ModePages([fixed, unsaveable].slice(0, 1), volatileMemory()).saving).toBe(false);
    expect(new ModePages([unsaveable], volatileMemory()).saving).toBe(false);
    expect(new ModePages([settingsPage], volatileMemory()).saving).toBe(true);
    expect(hex(new ModePages([unsaveable], volatileMemory()).encode(unsaveable, 'current'))).toBe('10060c0012340000');
  });
});
