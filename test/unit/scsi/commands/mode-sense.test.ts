import { beforeEach, expect, test } from 'vitest';
import { layout } from '../../../../src/foundation/layout.ts';
import { defineModePage, ModePages } from '../../../../src/scsi/mode-pages.ts';
import { volatileMemory } from '../../../../src/scsi/nonvolatile-memory.ts';
import { type FakeDevice, run, settingsPage, settledDevice } from '../fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const sense = async (hex: string): Promise<string> => {
  const { outcome, received } = await run(device.logicalUnit, hex);
  expect(outcome).toBe('GOOD');
  return Buffer.from(received!).toString('hex');
};
const digits = (hex: string): string => hex.replaceAll(' ', '');

const DESCRIPTOR = '5e000000 00000000';
const PAGES = {
  disconnect: '020e 0000000000000000000000000000',
  control: '0a0a 02000000000000000000',
  controlExtension: `4a01001c 02${'00'.repeat(27)}`,
  powerCondition: `1a26 ${'00'.repeat(38)}`,
  settings: '1006 0c0012340000',
  subpage: '500100040000 0007',
};

test.each([
  ['page 00h: header and block descriptor alone', '1a 00 00 00 ff', `0b880008 ${DESCRIPTOR}`],
  ['page 00h without block descriptor', '1a 08 00 00 ff', '03880000'],
  ['one page', '1a 00 10 00 ff', `13880008 ${DESCRIPTOR} ${PAGES.settings}`],
  ['one page without block descriptor', '1a 08 10 00 ff', `0b880000 ${PAGES.settings}`],
  ['one subpage', '1a 08 10 01 ff', `0b880000 ${PAGES.subpage}`],
  ['a page and its subpages', '1a 08 10 ff ff', `13880000 ${PAGES.settings} ${PAGES.subpage}`],
  ['all pages', '1a 08 3f 00 ff', `4f880000 ${PAGES.disconnect} ${PAGES.control} ${PAGES.settings} ${PAGES.powerCondition}`],
  [
    'all pages and subpages',
    '1a 08 3f ff ff',
    `77880000 ${PAGES.disconnect} ${PAGES.control} ${PAGES.controlExtension} ${PAGES.settings} ${PAGES.subpage} ${PAGES.powerCondition}`,
  ],
  ['changeable values', '1a 00 50 00 ff', '13000f08 00000000 00ffffff 1006 3c8000000000'],
  ['default values', '1a 08 90 00 ff', `0b880000 ${PAGES.settings}`],
  ['ten bytes', '5a 00 10 00 00 00 00 00 ff', `0016 8800 0000 0008 ${DESCRIPTOR} ${PAGES.settings}`],
  ['ten bytes, long block descriptors accepted', '5a 10 10 00 00 00 00 00 ff', `0016 8800 0000 0008 ${DESCRIPTOR} ${PAGES.settings}`],
])('%s', async (_title, cdb, bytes) => {
  expect(await sense(cdb)).toBe(digits(bytes));
});

test('the allocation length clips the data, not MODE DATA LENGTH', async () => {
  expect(await sense('1a 00 10 00 0c')).toBe(digits(`13880008 ${DESCRIPTOR}`));
});

test.each([
  ['a page that is not there', '1a 00 11 00 ff', '5 24/00 in cdb 2.5'],
  ['a subpage that is not there', '1a 00 10 02 ff', '5 24/00 in cdb 3.7'],
  ['subpages of a page that is not there', '1a 00 11 ff ff', '5 24/00 in cdb 2.5'],
  ['one subpage of all pages', '1a 00 3f 01 ff', '5 24/00 in cdb 3.7'],
  ['saved values', '1a 00 d0 00 ff', '5 39/00'],
  ['long block descriptors with six bytes', '1a 10 10 00 ff', '5 24/00 in cdb 1.4'],
])('%s is refused', async (_title, cdb, sense) => {
  expect((await run(device.logicalUnit, cdb)).outcome).toBe(`CHECK CONDITION ${sense}`);
});

test('saved values, where pages can be saved', async () => {
  const saving = await settledDevice({ nonvolatileMemory: volatileMemory() });
  const { received } = await run(saving.logicalUnit, '1a 08 d0 00 ff');
  expect(Buffer.from(received!).toString('hex')).toBe(digits(`0b880000 9006 0c0012340000`));
});

test('a vendor specific page 00h comes after all others', async () => {
  const vendor = defineModePage({ pageCode: 0, name: '', reference: '', layout: layout(4, {}), defaults: {}, changeable: [] });
  const pages = new ModePages([vendor, settingsPage]);
  expect(pages.pages).toEqual([settingsPage, vendor]);
});
