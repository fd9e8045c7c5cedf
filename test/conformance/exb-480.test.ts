/**
 * A real EXABYTE EXB-480 library, byte for byte: what one answered on the wire, read from a capture of its traffic, against what the model of it answers
 * when the same cartridges are in the same places.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { startLibraries, targetOf } from './libraries.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const medium = { mediumType: '8mm-160m-xl', capacityBytes: 2 ** 24 } as const;

/** The slots that matter: the first bears a label that cannot be read, the fortieth (27h) a tape that goes into the second drive. */
const cartridges = { 1: '00000100', 22: '00000121', 32: '00000131', 40: '00000108' };

let lab: LabUnderTest;
let host: Initiator;
beforeEach(async () => {
  lab = await startLibraries(
    {
      exb480: {
        model: 'exabyte-exb-480',
        drives: ['exabyte-8505', 'exabyte-8505', 'exabyte-8505'],
        importExport: 2,
        cartridges: Object.fromEntries(Object.entries(cartridges).filter(([slot]) => slot !== '1')),
      },
    },
    { cartridges: Object.values(cartridges).map((barcode) => ({ barcode, ...medium })) },
  );
  await lab.operator['cartridge.label']({ barcode: cartridges[1], label: 'unreadable' });
  await lab.operator['library.door']({ open: true });
  await lab.operator['library.insert']({ barcode: cartridges[1], slot: 1 });
  await lab.operator['library.door']({ open: false });
  host = await lab.attach({ targetName: targetOf('exb480') });
});
afterEach(async () => {
  await lab.hangUp();
  await lab.stop();
});

async function answer(hex: string, room: number, lun = 0): Promise<Buffer> {
  const { status, sense, data } = await host.command(bytes(hex), { read: room, lun });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  return Buffer.from(data);
}

it('says who it is, in 56 bytes', async () => {
  const data = await answer('12 00 00 00 FF 00', 255);
  expect([...data.subarray(0, 8)]).toEqual([...bytes('08 80 02 02 33 00 00 00')]);
  expect(data.toString('latin1', 8, 44)).toBe('EXABYTE EXB-480         3.013.01.008');
  expect([data.length, data[55]]).toEqual([56, 1]);
});

it('has drives that say who they are', async () => {
  const data = await answer('12 00 00 00 FF 00', 255, 1);
  expect([...data.subarray(0, 8)]).toEqual([...bytes('01 80 02 02 65 00 00 10')]);
  expect(data.toString('latin1', 8, 32)).toBe('EXABYTE EXB-8505SMBANSH2');
});

it('refuses a mode page with block descriptors', async () => {
  expect(await host.command(bytes('1A 00 1D 00 88 00'), { read: 136 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400 } });
  expect((await answer('1A 08 1D 00 88 00', 136)).length).toBe(24);
});

it('tells of 64 slots in descriptors of 52 bytes', async () => {
  const data = await answer('B8 12 00 00 00 40 00 00 FF FF 00 00', 65_535);
  expect(data.length).toBe(8 + 0x0d08);
  expect([...data.subarray(0, 16)]).toEqual([...bytes('00 00 00 40 00 00 0D 08 02 80 00 34 00 00 0D 00')]);
  const descriptor = (slot: number): Buffer => data.subarray(16 + slot * 52, 16 + (slot + 1) * 52);
  expect([...descriptor(0).subarray(0, 12)], 'a label that cannot be read').toEqual([...bytes('00 00 0D 00 83 09 00 00 00 00 00 00')]);
  expect([...descriptor(0).subarray(12)]).toEqual(new Array<number>(40).fill(0));
  expect([...descriptor(1).subarray(0, 12)], 'an empty one').toEqual([...bytes('00 01 08 00 00 00 00 00 00 00 00 00')]);
  expect([...descriptor(21).subarray(0, 12)], 'a full one').toEqual([...bytes('00 15 09 00 00 00 00 00 00 00 00 00')]);
  expect(descriptor(21).toString('latin1', 12, 20)).toBe('00000121');
  expect([...descriptor(21).subarray(20)]).toEqual(new Array<number>(32).fill(0));
});

it('tells of drives: one that is loaded, and an empty one that names the slot its last cartridge came from', async () => {
  const fresh = await answer('B8 14 00 52 00 01 00 00 FF FF 00 00', 65_535);
  expect([...fresh.subarray(0, 16)]).toEqual([...bytes('00 52 00 01 00 00 00 3C 04 80 00 34 00 00 00 34')]);
  await move('A5 00 00 56 00 1F 00 52 00 00 00 00');
  await loaded(1, cartridges[32]);
  expect(await host.command(cdb.loadUnload(false), { lun: 1 })).toMatchObject({ status: 0 });
  await move('A5 00 00 56 00 52 00 1F 00 00 00 00');
  await move('A5 00 00 56 00 27 00 53 00 00 00 00');
  await loaded(2, cartridges[40]);
  const data = await answer('B8 14 00 52 00 02 00 00 FF FF 00 00', 65_535);
  expect([...data.subarray(16, 28)]).toEqual([...bytes('00 52 08 00 00 00 30 01 00 80 00 1F')]);
  expect([...data.subarray(28, 68)]).toEqual(new Array<number>(40).fill(0));
  expect([...data.subarray(68, 80)]).toEqual([...bytes('00 53 01 00 00 00 30 02 00 80 00 27')]);
  expect(data.toString('latin1', 80, 88)).toBe('00000108');
});

async function move(hex: string): Promise<void> {
  const { status, sense } = await host.command(bytes(hex));
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
}
async function loaded(lun: number, cartridge: string): Promise<void> {
  await lab.happening('tape.loaded', ({ barcode }) => barcode === cartridge);
  await acknowledgeAttentions(host, lun);
  expect(await host.command(cdb.testUnitReady(), { lun })).toMatchObject({ status: 0 });
}

it('takes page 1Fh with four bytes more, and reserves nothing by being asked', async () => {
  expect((await answer('1A 08 1F 00 18 00', 24)).length).toBe(24);
  expect((await answer('1A 08 1E 00 08 00', 8)).length).toBe(8);
  expect((await answer('12 01 80 00 0E 00', 14)).length).toBe(14);
});
