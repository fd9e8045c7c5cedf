import { beforeEach, expect, test } from 'vitest';
import { additionalSense } from '../../../../src/scsi/additional-sense.ts';
import { volatileMemory } from '../../../../src/scsi/nonvolatile-memory.ts';
import { SenseKey } from '../../../../src/scsi/sense.ts';
import { alice, bob, type FakeDevice, run, settingsPage, settledDevice, subpage } from '../fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const select = async (cdb: string, list = ''): Promise<string> => {
  const data = new Uint8Array(Buffer.from(list.replaceAll(' ', ''), 'hex'));
  return (await run(device.logicalUnit, cdb, { data })).outcome;
};
/** MODE SELECT(6) and (10) of a whole list. */
const select6 = (list: string, flags = '10') => select(`15 ${flags} 00 00 ${length(list).padStart(2, '0')}`, list);
const select10 = (list: string) => select(`55 10 00 00 00 00 00 00 ${length(list).padStart(2, '0')}`, list);
const length = (list: string): string => (list.replaceAll(' ', '').length / 2).toString(16);

const HEADER = '00 00 00 00';
const HEADER_WITH_DESCRIPTOR = '00 88 01 08';
const HEADER10 = '0000 00 00 00 00 0000';
const SETTINGS = '10 06 14 80 1234 00 00';

test.each([
  ['header alone', '00 00 02 00', { speed: 2, blockLength: 0, level: 3, size: 7 }],
  ['header and block descriptor', `${HEADER_WITH_DESCRIPTOR} 7f000000 00000200`, { speed: 1, blockLength: 512, level: 3, size: 7 }],
  ['a page', `${HEADER} ${SETTINGS}`, { speed: 0, blockLength: 0, level: 5, size: 7 }],
  ['a subpage', `${HEADER} 50 01 0004 00000009`, { speed: 0, blockLength: 0, level: 3, size: 9 }],
  [
    'all of it',
    `${HEADER_WITH_DESCRIPTOR} 00000000 00000400 ${SETTINGS} 50 01 0004 00000009`,
    { speed: 1, blockLength: 1024, level: 5, size: 9 },
  ],
])('%s', async (_title, list, expected) => {
  expect(await select6(list)).toBe('GOOD');
  expect(state()).toEqual(expected);
});

const state = () => ({
  speed: device.speed,
  blockLength: device.descriptor.blockLength,
  level: device.logicalUnit.modePages.values(settingsPage).level,
  size: device.logicalUnit.modePages.values(subpage).size,
});
const unchanged = { speed: 0, blockLength: 0, level: 3, size: 7 };

test('PF=0 is taken as PF=1', async () => {
  expect(await select6(`${HEADER} ${SETTINGS}`, '00')).toBe('GOOD');
  expect(state().level).toBe(5);
});

test('the long header', async () => {
  expect(await select10(`0000 88 03 00 00 0008 00000000 00000200 ${SETTINGS}`)).toBe('GOOD');
  expect(state()).toEqual({ speed: 3, blockLength: 512, level: 5, size: 7 });
});

test('an empty list is no error and changes nothing', async () => {
  expect(await select('15 10 00 00 00')).toBe('GOOD');
  expect(device.log).toEqual([]);
});

test.each([
  ['a header cut short', '00 00 00', '1a/00'],
  ['a block descriptor cut short', '00 00 00 08 00000000', '1a/00'],
  ['a page cut short', `${HEADER} 10 06 14 80`, '1a/00'],
  ['a page header cut short', `${HEADER} 10`, '1a/00'],
  ['a subpage header cut short', `${HEADER} 50 01 00`, '1a/00'],
  ['another medium type', '00 11 00 00', '26/00 in list 1.7'],
  ['a bit the device refuses', '00 00 40 00', '26/00 in list 2.6'],
  ['half a block descriptor', '00 00 00 04 00000000', '26/00 in list 3.7'],
  ['a number of blocks', `${HEADER_WITH_DESCRIPTOR} 00000001 00000000`, '26/00 in list 5.7'],
  ['a page that is not there', `${HEADER} 11 06 0000 0000 0000`, '26/00 in list 4.5'],
  ['a subpage that is not there', `${HEADER} 50 02 0004 00000000`, '26/00 in list 5.7'],
  ['a subpage of a page that is not there', `${HEADER} 51 02 0004 00000000`, '26/00 in list 4.5'],
  ['the page in the subpage format', `${HEADER} 50 00 0004 00000000`, '26/00 in list 5.7'],
  ['a page of another length', `${HEADER} 10 05 14 80 1234 00`, '26/00 in list 5.7'],
  ['a subpage of another length', `${HEADER} 50 01 0003 000000`, '26/00 in list 6.7'],
  ['a field that is fixed', `${HEADER} 10 06 14 80 1235 00 00`, '26/00 in list 8.7'],
  ['a value the page refuses', `${HEADER} 10 06 28 80 1234 00 00`, '26/00 in list 6.5'],
  ['a good page before a bad one', `${HEADER} ${SETTINGS} 10 06 28 80 1234 00 00`, '26/00 in list 14.5'],
  ['a bad page after a descriptor', `${HEADER_WITH_DESCRIPTOR} 00000000 00000200 10 06 28 80 1234 00 00`, '26/00 in list 14.5'],
])('%s is refused and nothing is changed', async (_title, list, sense) => {
  expect(await select6(list)).toBe(`CHECK CONDITION 5 ${sense}`);
  expect(state()).toEqual(unchanged);
  expect(device.log).toEqual([]);
  expect((await run(device.logicalUnit, '00', { nexus: bob })).outcome).toBe('GOOD');
});

test.each([
  ['the long block descriptor', '0000 00 00 01 00 0008 0000000000000000', '26/00 in list 4.0'],
  ['another medium type', '0000 11 00 00 00 0000', '26/00 in list 2.7'],
  ['half a block descriptor', '0000 00 00 00 00 0004 00000000', '26/00 in list 6.7'],
  ['a number of blocks', '0000 00 00 00 00 0008 00000001 00000000', '26/00 in list 9.7'],
  ['a fixed field', `${HEADER10} 10 06 14 80 1235 00 00`, '26/00 in list 12.7'],
])('with the long header %s is refused', async (_title, list, sense) => {
  expect(await select10(list)).toBe(`CHECK CONDITION 5 ${sense}`);
});

test('fewer data than the CDB announces is a list cut short', async () => {
  expect(await select('15 10 00 00 0c', HEADER)).toBe('CHECK CONDITION 5 1a/00');
});

test('without memory nothing can be saved', async () => {
  expect(await select6(HEADER, '11')).toBe('CHECK CONDITION 5 24/00 in cdb 1.0');
});

test('buffered work comes to rest first; if it cannot, nothing is changed', async () => {
  device.unsettled = { key: SenseKey.mediumError, additional: additionalSense.writeError };
  expect(await select6(`${HEADER} ${SETTINGS}`)).toBe('CHECK CONDITION 3 0c/00');
  expect(device.log).toEqual(['synchronise']);
  expect(state()).toEqual(unchanged);
});

test.each([
  ['a changed page', `${HEADER} ${SETTINGS}`, 'CHECK CONDITION 6 2a/01'],
  ['a changed header', '00 00 02 00', 'CHECK CONDITION 6 2a/01'],
  ['an unchanged page', `${HEADER} 10 06 0c 00 1234 00 00`, 'GOOD'],
])('%s: who else is told', async (_title, list, theirs) => {
  await select6(list);
  expect((await run(device.logicalUnit, '00', { nexus: bob })).outcome).toBe(theirs);
  expect((await run(device.logicalUnit, '00', { nexus: alice })).outcome).toBe('GOOD');
});

test('SP=1 saves all pages that can be saved, sent or not, for the time after a reset', async () => {
  const nonvolatileMemory = volatileMemory();
  device = await settledDevice({ nonvolatileMemory });
  await select6(`${HEADER} 50 01 0004 00000009`);
  expect(await select6(`${HEADER} ${SETTINGS}`, '11')).toBe('GOOD');
  await select6(`${HEADER} 10 06 1c 00 1234 00 00`);
  await device.logicalUnit.reset('logical-unit-reset');
  expect(state()).toMatchObject({ level: 5, size: 9 });
  device = await settledDevice({ nonvolatileMemory });
  expect(state()).toMatchObject({ level: 5, size: 9 });
});

test('SP=1 without a list saves what is current', async () => {
  device = await settledDevice({ nonvolatileMemory: volatileMemory() });
  await select6(`${HEADER} ${SETTINGS}`);
  expect(await select('15 11 00 00 00')).toBe('GOOD');
  await device.logicalUnit.reset('logical-unit-reset');
  expect(state().level).toBe(5);
});

test('what cannot be kept is a hardware error', async () => {
  device = await settledDevice({ nonvolatileMemory: { ...volatileMemory(), write: () => Promise.reject(new Error('worn out')) } });
  expect(await select6(`${HEADER} ${SETTINGS}`, '11')).toBe('CHECK CONDITION 4 44/00');
});
