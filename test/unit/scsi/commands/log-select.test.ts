import { beforeEach, describe, expect, test } from 'vitest';
import { bob, type FakeDevice, run, settledDevice } from '../fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
/** Byte 2 of the CDB holds PC and page code. */
async function select(list: string, { pcr = false, page = '40', subpage = '00' } = {}): Promise<string> {
  const data = bytes(list);
  const length = data.length.toString(16).padStart(4, '0');
  return (await run(device.logicalUnit, `4c ${pcr ? '02' : '00'} ${page} ${subpage} 000000 ${length} 00`, { data })).outcome;
}
/** Control byte and value of parameter 0000h. */
const value = async (control: 'threshold' | 'cumulative' = 'cumulative'): Promise<{ control: number; value: number }> => {
  const { received } = await run(device.logicalUnit, `4d 00 ${control === 'cumulative' ? '4d' : '0d'} 00 00 0000 00ff 00`);
  return { control: received![6]!, value: Buffer.from(received!).readUInt16BE(8) };
};

const PARAMETER = '0000 02 02 0064';

test('a counter goes on from the value it was set to', async () => {
  expect(await select(`0d 00 0006 ${PARAMETER}`)).toBe('GOOD');
  expect(await value()).toEqual({ control: 0x02, value: 100 });
  device.temperature += 5;
  expect((await value()).value).toBe(105);
});

test('a counter stands still at its highest value', async () => {
  await select('0d 00 0006 0000 02 02 fffe');
  device.temperature += 9;
  expect((await value()).value).toBe(0xffff);
});

test('a counter may be held still and let go again', async () => {
  await select('0d 00 0006 0000 82 02 0064');
  device.temperature += 5;
  expect(await value()).toEqual({ control: 0x82, value: 100 });
  await select('0d 00 0006 0000 02 02 0064');
  device.temperature += 5;
  expect((await value()).value).toBe(105);
});

test('a threshold leaves the counter as it is', async () => {
  expect(await select('0d 00 0006 0000 3e 02 0040', { page: '00' })).toBe('GOOD');
  expect(await value('threshold')).toEqual({ control: 0x3e, value: 0x40 });
  expect(await value()).toEqual({ control: 0x3e, value: 21 });
});

test.each([
  ['PCR, of all pages', { pcr: true, page: '00' }, 0, 0xffff, true],
  ['PCR, of one page', { pcr: true, page: '4d' }, 0, 0xffff, true],
  ['PCR, of one page and its subpages', { pcr: true, page: '4d', subpage: 'ff' }, 0, 0xffff, true],
  ['PCR, of another page', { pcr: true, page: '4d', subpage: '01' }, 100, 0x40, false],
  ['default counters', { page: 'cd' }, 0, 0x40, true],
  ['default thresholds', { page: '8d' }, 100, 0xffff, false],
  ['nothing', { page: '4d' }, 100, 0x40, false],
])('without a list: %s', async (_title, options, counted, threshold, cleared) => {
  await select(`0d 00 0006 ${PARAMETER}`);
  await select('0d 00 0006 0000 02 02 0040', { page: '00' });
  device.log.length = 0;
  expect(await select('', options)).toBe('GOOD');
  expect(device.log.includes('cleared')).toBe(cleared);
  expect((await value()).value).toBe(counted);
  expect((await value('threshold')).value).toBe(threshold);
});

test('every other nexus is told', async () => {
  await select(`0d 00 0006 ${PARAMETER}`);
  expect((await run(device.logicalUnit, '00')).outcome).toBe('GOOD');
  expect((await run(device.logicalUnit, '00', { nexus: bob })).outcome).toBe('CHECK CONDITION 6 2a/02');
});

test.each([
  ['SP', '4c 01 40 00 000000 0000 00', '', '24/00 in cdb 1.0'],
  ['PCR with a list', '4c 02 40 00 000000 000a 00', `0d 00 0006 ${PARAMETER}`, '24/00 in cdb 1.1'],
  ['a page code with a list', '4c 00 4d 00 000000 000a 00', `0d 00 0006 ${PARAMETER}`, '24/00 in cdb 2.5'],
  ['a subpage code with a list', '4c 00 40 01 000000 000a 00', `0d 00 0006 ${PARAMETER}`, '24/00 in cdb 3.7'],
  ['defaults with a list', '4c 00 c0 00 000000 000a 00', `0d 00 0006 ${PARAMETER}`, '24/00 in cdb 2.7'],
  ['a page that is not there', '4c 00 6e 00 000000 0000 00', '', '24/00 in cdb 2.5'],
  ['a subpage that is not there', '4c 00 4d 05 000000 0000 00', '', '24/00 in cdb 3.7'],
  ['fewer data than announced', '4c 00 40 00 000000 000a 00', '0d 00', '1a/00'],
])('%s is refused', async (_title, cdb, list, sense) => {
  expect((await run(device.logicalUnit, cdb, { data: bytes(list) })).outcome).toBe(`CHECK CONDITION 5 ${sense}`);
});

test.each([
  ['a page cut short', `0d 00 0007 ${PARAMETER}`, '1a/00'],
  ['a page header cut short', `0d 00 0006 ${PARAMETER} 0d 00`, '1a/00'],
  ['a parameter cut short', '0d 00 0005 0000 02 02 00', '1a/00'],
  ['a parameter header cut short', '0d 00 0002 0000', '1a/00'],
  ['an unknown page', `0e 00 0006 ${PARAMETER}`, '26/00 in list 0.5'],
  ['an unknown subpage', `4d 02 0006 ${PARAMETER}`, '26/00 in list 1.7'],
  ['the page as a subpage', `4d 00 0006 ${PARAMETER}`, '26/00 in list 1.7'],
  ['a subpage code without SPF', `0d 01 0006 ${PARAMETER}`, '26/00 in list 1.7'],
  ['pages that do not ascend', `0d 00 0006 ${PARAMETER} 0d 00 0000`, '26/00 in list 10.5'],
  ['an unknown parameter', '0d 00 0006 0002 02 02 0064', '26/00 in list 4.7'],
  ['a parameter that is a text', '0d 00 0008 0001 01 04 636f6c64', '26/00 in list 4.7'],
  ['parameters that do not ascend', `0d 00 000c ${PARAMETER} ${PARAMETER}`, '26/00 in list 10.7'],
  ['another format', '0d 00 0006 0000 03 02 0064', '26/00 in list 6.1'],
  ['another length', '0d 00 0007 0000 02 03 000064', '26/00 in list 7.7'],
])('%s in the list is refused and nothing is changed', async (_title, list, sense) => {
  expect(await select(list)).toBe(`CHECK CONDITION 5 ${sense}`);
  expect((await value()).value).toBe(21);
  expect((await run(device.logicalUnit, '00', { nexus: bob })).outcome).toBe('GOOD');
});

describe('with RLEC=1 a met threshold is told to everybody', () => {
  beforeEach(async () => {
    const control = bytes('00000000 0a0a 0300000000000000 0000');
    await run(device.logicalUnit, '15 10 0000 10 00', { data: control });
    await run(device.logicalUnit, '00', { nexus: bob });
  });
  const told = async (): Promise<string[]> => [
    (await run(device.logicalUnit, '00')).outcome,
    (await run(device.logicalUnit, '00', { nexus: bob })).outcome,
  ];
  const MET = 'CHECK CONDITION 6 5b/01';

  test.each([
    ['greater', '1e', 25, 26],
    ['equal', '16', 30, 25],
    ['not equal', '1a', 25, 24],
    ['every update', '12', 21, 20],
  ])('%s', async (_title, control, before, met) => {
    device.temperature = before;
    await select(`0d 00 0006 0000 ${control} 02 0019`, { page: '00' });
    await run(device.logicalUnit, '00', { nexus: bob });
    expect(await told()).toEqual(['GOOD', 'GOOD']);
    device.temperature = met;
    await run(device.logicalUnit, '12 00 00 00 24');
    expect(await told()).toEqual([MET, MET]);
    expect(await told()).toEqual(['GOOD', 'GOOD']);
  });

  test('but not without it', async () => {
    await run(device.logicalUnit, '15 10 0000 10 00', { data: bytes('00000000 0a0a 0200000000000000 0000') });
    await run(device.logicalUnit, '00', { nexus: bob });
    await select('0d 00 0006 0000 1e 02 0001', { page: '00' });
    await run(device.logicalUnit, '00', { nexus: bob });
    await run(device.logicalUnit, '12 00 00 00 24');
    expect(await told()).toEqual(['GOOD', 'GOOD']);
  });
});
