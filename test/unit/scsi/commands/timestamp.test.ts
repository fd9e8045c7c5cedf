import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../../src/foundation/clock.ts';
import { bob, type FakeDevice, run, settledDevice } from '../fake-device.ts';

const midnight = Date.UTC(2026, 10, 22);
let clock: ManualClock;
let device: FakeDevice;
beforeEach(async () => {
  clock = new ManualClock(midnight);
  device = await settledDevice({ clock });
});

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const report = async () => {
  const data = Buffer.from((await run(device.logicalUnit, 'a3 0f 0000 0000 000000ff')).received!);
  expect(data.toString('hex', 0, 2)).toBe('000a');
  expect(data).toHaveLength(12);
  return { origin: data[2], timestamp: data.readUIntBE(4, 6) };
};
const set = async (list: string, length = '0000000c') =>
  (await run(device.logicalUnit, `a4 0f 0000 0000 ${length}`, { data: bytes(list) })).outcome;
const control = (bits: string) =>
  run(device.logicalUnit, '15 10 0000 24 00', { data: bytes(`00000000 4a01001c ${bits}${'00'.repeat(27)}`) });

test('counts from power on until a host sets it', async () => {
  clock.advance(1500);
  expect(await report()).toEqual({ origin: 0b000, timestamp: 1500 });
  expect(await set('00000000 0199ffffffff 0000')).toBe('GOOD');
  clock.advance(2);
  expect(await report()).toEqual({ origin: 0b010, timestamp: 0x019a_0000_0001 });
});

test('setting it is told to every other nexus', async () => {
  await set('00000000 000000000001 0000');
  expect((await run(device.logicalUnit, '00')).outcome).toBe('GOOD');
  expect((await run(device.logicalUnit, '00', { nexus: bob })).outcome).toBe('CHECK CONDITION 6 2a/10');
});

test('a hard reset returns it to zero, a logical unit reset does not', async () => {
  await set('00000000 000000001000 0000');
  await device.logicalUnit.reset('logical-unit-reset');
  await run(device.logicalUnit, '03 00 00 00 12');
  expect(await report()).toEqual({ origin: 0b010, timestamp: 0x1000 });
  await device.logicalUnit.reset('hard-reset');
  await run(device.logicalUnit, '03 00 00 00 12');
  clock.advance(7);
  expect(await report()).toEqual({ origin: 0b000, timestamp: 7 });
});

test('TCMOS=1: the time is the clock of the lab, until a host with precedence sets it', async () => {
  await control('06');
  expect(await report()).toEqual({ origin: 0b011, timestamp: midnight });
  await set('00000000 000000001000 0000');
  expect(await report()).toEqual({ origin: 0b010, timestamp: 0x1000 });
});

test('SCSIP=0: no host sets it', async () => {
  await control('04');
  expect(await set('00000000 000000001000 0000')).toBe('CHECK CONDITION 5 24/00 in cdb 1.4');
  expect(await report()).toEqual({ origin: 0b011, timestamp: midnight });
});

test.each([
  ['a short list', '00000000 0000', '00000006', '1a/00'],
  ['less than announced', '00000000 0000', '0000000c', '1a/00'],
  ['a long list', '00000000 000000000000 0000 00', '0000000d', '24/00 in cdb 6.7'],
  ['reserved bytes before it', '00010000 000000000000 0000', '0000000c', '26/00 in list 1.0'],
  ['reserved bytes after it', '00000000 000000000000 8000', '0000000c', '26/00 in list 10.7'],
])('%s is refused', async (_title, list, length, sense) => {
  expect(await set(list, length)).toBe(`CHECK CONDITION 5 ${sense}`);
  expect((await report()).origin).toBe(0b000);
});

test('an empty list is no error', async () => {
  expect(await set('', '00000000')).toBe('GOOD');
  expect((await report()).origin).toBe(0b000);
});
