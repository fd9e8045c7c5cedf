/** What programs get for what a drive says: the table of tape.sys, row by row, and the exceptions of its minidrivers. */
import { describe, expect, it } from 'vitest';
import type { SrbResult } from '../../../../../src/host/windows/physical-device.ts';
import { Win32Error } from '../../../../../src/host/windows/win32.ts';
import { flag, inNoTime, sense } from './fake-device.ts';
import { openTape, products } from './tape.ts';

const testUnitReady = '00 00 00 00 00 00';

interface Row {
  readonly answer: Partial<SrbResult>;
  readonly error: number;
  /** How often it was sent. */
  readonly sent?: number;
  /** Over how many seconds. */
  readonly seconds?: number;
  readonly event?: number;
}
const { filemark, endOfMedium } = flag;
const rows: Readonly<Record<string, Row>> = {
  '6 28/00': { answer: sense(6, 0x2800), error: 1110 },
  '6 28/01': { answer: sense(6, 0x2801), error: 1110 },
  '6 29/00': { answer: sense(6, 0x2900), error: 1111 },
  '6 2A/01': { answer: sense(6, 0x2a01), error: 1111 },
  '6 3F/0E': { answer: sense(6, 0x3f0e), error: 1111 },
  '0 filemark': { answer: sense(0, 0x0001, { flags: filemark }), error: 1101 },
  '1 filemark': { answer: sense(1, 0x0001, { flags: filemark }), error: 1101 },
  '0 setmark': { answer: sense(0, 0x0003, { flags: filemark }), error: 1103 },
  '0 beginning': { answer: sense(0, 0x0004, { flags: endOfMedium }), error: 1102 },
  '0 end': { answer: sense(0, 0x0002, { flags: endOfMedium }), error: 1100 },
  '1 end': { answer: sense(1, 0x0002, { flags: endOfMedium }), error: 1100 },
  '0 filemark before end': { answer: sense(0, 0x0001, { flags: filemark | endOfMedium }), error: 1101 },
  '0 nothing': { answer: sense(0, 0x0000), error: 1117 },
  '1 recovered': { answer: sense(1, 0x1700), error: 0 },
  '8': { answer: sense(8, 0x0005), error: 1104 },
  D: { answer: sense(0xd, 0x0002, { flags: endOfMedium }), error: 1129 },
  '2 04/03': { answer: sense(2, 0x0403), error: 1112 },
  '2 3A/00': { answer: sense(2, 0x3a00), error: 1112 },
  '2 04/04': { answer: sense(2, 0x0404), error: 21 },
  '2 04/00': { answer: sense(2, 0x0400), error: 21, sent: 5, seconds: 8 },
  '2 04/02': { answer: sense(2, 0x0402), error: 21, sent: 5, seconds: 8 },
  '2 04/01': { answer: sense(2, 0x0401), error: 21, sent: 5, seconds: 40 },
  '2 04/07': { answer: sense(2, 0x0407), error: 21, sent: 5, seconds: 40 },
  '7 27/00': { answer: sense(7, 0x2700), error: 19 },
  '3 11/00': { answer: sense(3, 0x1100), error: 23, event: 7 },
  '3 30/01': { answer: sense(3, 0x3001), error: 1785 },
  '3 30/03': { answer: sense(3, 0x3003), error: Win32Error.cleanerCartridgeInstalled },
  '4 44/00': { answer: sense(4, 0x4400), error: 1117, event: 11 },
  '5 20/00': { answer: sense(5, 0x2000), error: 1 },
  '5 24/00': { answer: sense(5, 0x2400), error: 1 },
  '5 25/00': { answer: sense(5, 0x2500), error: 2 },
  B: { answer: sense(0xb, 0x4300), error: 1117 },
  'unknown key': { answer: sense(0x9, 0x8000), error: 1117, event: 11 },
  BUSY: { answer: { status: 'busy', scsiStatus: 0x08 }, error: 21 },
  'RESERVATION CONFLICT': { answer: { status: 'error', scsiStatus: 0x18 }, error: 170 },
  'no sense at all': { answer: { status: 'error', scsiStatus: 0x02 }, error: 1117 },
  'selection timeout': { answer: { status: 'selection-timeout' }, error: 1167, event: 15 },
  timeout: { answer: { status: 'timeout' }, error: 121 },
  aborted: { answer: { status: 'aborted' }, error: 121 },
  'no device': { answer: { status: 'no-device' }, error: 2 },
  'invalid LUN': { answer: { status: 'invalid-lun' }, error: 2 },
  'fewer bytes than there was room for': { answer: { status: 'data-overrun', transferred: 0 }, error: 0 },
};

describe('tape.sys', () => {
  it.each(Object.entries(rows))('%s', async (_name, { answer, error, sent = 1, seconds = 0, event }) => {
    const { device, handle, around } = await openTape(products.travan);
    device.answers.set(testUnitReady, answer);
    expect(await inNoTime(around.clock, handle.getStatus())).toEqual({ error });
    expect(device.sent()).toEqual(new Array<string>(sent).fill(testUnitReady));
    expect(around.clock.elapsed()).toBe(seconds * 1000);
    expect(around.entries.map(({ source, id }) => [source, id])).toEqual(event === undefined ? [] : [['miniqic', event]]);
  });

  it('is content with a drive that becomes ready in time', async () => {
    const { device, handle, around } = await openTape(products.travan);
    device.answers.set(testUnitReady, [sense(2, 0x0401), sense(2, 0x0401), {}]);
    expect(await inNoTime(around.clock, handle.getStatus())).toEqual({ error: 0 });
    expect(around.clock.elapsed()).toBe(20_000);
  });
});

describe.each([
  ['4mmdat', products.hp, sense(0xb, 0x4300), 21],
  ['4mmdat', products.hp, sense(6, 0x3a00), 1112],
  ['4mmdat', products.hp, sense(6, 0x3a01), 1111],
  ['4mmdat', products.hp, sense(0, 0x8282), 1165],
  ['4mmdat', products.python, sense(0, 0x8282), 1117],
  ['dlttape', products.dlt7000, sense(1, 0x8002), 0],
  ['dlttape', products.dlt7000, sense(3, 0x8001), 1165],
  ['dlttape', products.dlt7000, sense(2, 0x0402), 1112],
  ['exabyte2', products.exabyte, sense(0xb, 0x5a01), 1112],
  ['miniqic', products.travan, sense(3, 0x3100), 1785],
] as const)('%s of %s', (_driver, product, answer, error) => {
  it(`ends with ${error}`, async () => {
    const { device, handle, around } = await openTape(product);
    device.answers.set(testUnitReady, answer);
    expect(await inNoTime(around.clock, handle.getStatus())).toEqual({ error });
  });
});

describe('UNIT ATTENTION 3Fh', () => {
  it.each([
    ['w2k', 0x3f0e, 0],
    ['2003', 0x3f0e, 0],
    ['2008', 0x3f0e, 1],
    ['2008', 0x3f03, 1],
    ['2008', 0x2900, 0],
  ] as const)('%s, %s', async (version, code, invalidations) => {
    const { device, handle } = await openTape(products.hp, version);
    device.answers.set(testUnitReady, sense(6, code));
    expect(await handle.getStatus()).toEqual({ error: 1111 });
    expect(device.invalidations).toBe(invalidations);
  });
});

describe('a drive that wants to be cleaned', () => {
  it.each([
    [products.hp, '03 00 00 00 16 00', 22, 21, 0x08],
    [products.dlt4000, '03 00 00 00 1D 00', 29, 18, 0x81],
    [products.exabyte, '03 00 00 00 1A 00', 26, 21, 0x08],
  ] as const)('%s', async (product, cdb, room, at, bits) => {
    const { device, handle } = await openTape(product);
    const data = new Uint8Array(room);
    data[at] = bits;
    device.answers.set(cdb, { data });
    expect(await handle.getStatus()).toEqual({ error: 1165 });
    expect(device.sent()).toEqual([testUnitReady, `${cdb} →${room}`]);
    device.answers.set(testUnitReady, sense(6, 0x2900));
    expect(await handle.getStatus(), 'what else is amiss comes first').toEqual({ error: 1111 });
  });
});
