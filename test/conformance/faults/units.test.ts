/** Faults of whole logical units: what hosts see when one goes, comes back, is another, loses its power or wants something. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import * as cdb from '../cdb.ts';
import { elementType } from '../changer-cdb.ts';
import { elementStatus } from '../elements.ts';
import type { Initiator } from '../initiator.ts';
import { acknowledgeAttentions, expectGood, LabUnderTest, positionOf } from '../lab-under-test.ts';
import { parametersOf } from '../log-parameters.ts';
import { pattern } from '../pattern.ts';

const targetName = 'iqn.2026-11.local.conformance:units';
const changer = 0;
const drive = 1;
const alone = 2;
const block = pattern(100);

let lab: LabUnderTest;
let clock: ManualClock;
let initiator: Initiator;
beforeAll(async () => {
  clock = new ManualClock();
  lab = await LabUnderTest.start({
    clock,
    configuration: `
drives:
  inside: { model: lto-8, serial: UNIT00001 }
  alone: { model: lto-8, serial: UNIT00002, cartridge: UNT001L8 }
libraries:
  robot: { model: generic-library, serial: UNIT00009, drives: [inside], storage: 4 }
targets:
  ${targetName}: { luns: { 0: robot, 1: inside, 2: alone } }
`,
    cartridges: [{ barcode: 'UNT001L8', capacityBytes: 16 * 2 ** 20 }, { barcode: 'CLN001L1' }],
  });
});
beforeEach(async () => {
  initiator = await attach();
});
afterEach(async () => {
  for (const device of ['robot', 'inside', 'alone']) await lab.faults.perform('change-identity', { device });
  await lab.hangUp();
});
afterAll(() => lab.stop());

async function attach(initiatorName = 'iqn.2026-11.local.host:first'): Promise<Initiator> {
  const host = await lab.logIn({ targetName, initiatorName });
  for (const lun of [changer, drive, alone]) await acknowledgeAttentions(host, lun);
  return host;
}
const standardData = async (lun: number, host = initiator) => Buffer.from((await host.command(cdb.inquiry(), { read: 255, lun })).data);
const vitalProductData = async (lun: number, page: number) => {
  const { status, data } = await initiator.command(cdb.inquiry(255, page), { read: 255, lun });
  return status === 0 ? Buffer.from(data).subarray(4) : undefined;
};
const serialNumber = async (lun: number) => (await vitalProductData(lun, 0x80))?.toString('latin1');
const ready = (lun: number, host = initiator) => host.command(cdb.testUnitReady(), { lun });
const attention = (code: number) => ({ status: 2, sense: { key: 6, code } });
const lunsOf = async (host = initiator): Promise<number[]> => {
  const list = Buffer.from((await host.command(cdb.reportLuns(), { read: 4096 })).data);
  return Array.from({ length: list.readUInt32BE(0) / 8 }, (_, at) => list[9 + at * 8]!);
};
const write = (lun: number) => initiator.command(cdb.write6(100), { write: block, lun });
const blank = (lun: number) => expectGood(initiator, [cdb.rewind(), { lun }], [cdb.erase(), { lun }]);

const notSupported = { status: 2, sense: { key: 5, code: 0x2500 } };
const inventoryChanged = attention(0x3f0e);
const inquiryChanged = attention(0x3f03);

describe('a unit that vanishes', () => {
  it.each([
    [{}, 0x7f],
    [{ as: 'disconnected' }, 0x21],
  ])('%j: answers as nobody, and comes back after a time where it was', async (how, first) => {
    await blank(alone);
    await expectGood(initiator, [cdb.write6(100), { write: block, lun: alone }]);
    const other = await attach('iqn.2026-11.local.host:other');
    await lab.faults.perform({ 'vanish-lun': { ...how, for: '20s' } }, { device: 'alone' });

    expect((await standardData(alone))[0]).toBe(first);
    expect(await vitalProductData(alone, 0x80)).toBeUndefined();
    expect(await ready(alone)).toMatchObject(notSupported);
    expect(await write(alone)).toMatchObject(notSupported);
    const sense = Buffer.from((await initiator.command(cdb.requestSense(), { read: 252, lun: alone })).data);
    expect([sense[2], sense[12], sense[13]]).toEqual([5, 0x25, 0]);
    for (const host of [initiator, other]) {
      expect(await ready(changer, host)).toMatchObject(inventoryChanged);
      expect(await lunsOf(host)).toEqual([changer, drive]);
    }

    clock.advance(20_000);
    expect(await ready(alone)).toMatchObject(inventoryChanged);
    expect(await ready(changer)).toMatchObject(inventoryChanged);
    expect(await lunsOf(other)).toEqual([changer, drive, alone]);
    expect(await ready(alone, other)).toMatchObject({ status: 0 });
    expect((await positionOf(initiator, alone)).object).toBe(1);
    expect(await serialNumber(alone)).toBe('UNIT00002');
  });

  it('ends the command that it is at', async () => {
    await blank(alone);
    await lab.faults.during({ match: { device: 'alone', command: 'write' }, do: 'vanish-lun' }, async () => {
      expect(await write(alone)).toMatchObject(notSupported);
      expect((await standardData(alone))[0]).toBe(0x7f);
    });
    await lab.faults.perform('return-lun', { device: 'alone' });
    await lunsOf();
    expect((await positionOf(initiator, alone)).object).toBe(0);
  });

  it('is new to whoever logs in meanwhile when it is back', async () => {
    await lab.faults.perform('vanish-lun', { device: 'alone' });
    const late = await attach('iqn.2026-11.local.host:late');
    expect(await lunsOf(late)).toEqual([changer, drive]);
    await lab.faults.perform('return-lun', { device: 'alone' });
    expect(await ready(alone, late)).toMatchObject(attention(0x2900));
  });

  it.each([
    ['the same', {}, 'UNIT00002', undefined],
    ['a new serial number', { serial: 'new' }, 'UNIT00003', inquiryChanged],
    ['a serial number of your choice', { serial: 'ELSE' }, 'ELSE', inquiryChanged],
    ["another unit's serial number", { serialOf: 'inside' }, 'UNIT00001', inquiryChanged],
    ['no serial number page', { serialPage: false }, undefined, inquiryChanged],
  ])('comes back with %s', async (_title, identity, serial, told) => {
    await lab.faults.perform('vanish-lun', { device: 'alone' });
    await lab.faults.perform({ 'return-lun': identity }, { device: 'alone' });
    expect(await serialNumber(alone)).toBe(serial);
    await lunsOf();
    if (told !== undefined) expect(await ready(alone)).toMatchObject(told);
    expect(await ready(alone)).toMatchObject({ status: 0 });
    expect([...(await vitalProductData(alone, 0x00))!].includes(0x80)).toBe(serial !== undefined);
  });

  it('or by itself as another', async () => {
    await lab.faults.perform({ 'vanish-lun': { for: '5s', returns: { serial: 'new', product: 'OTHER' } } }, { device: 'alone' });
    clock.advance(5_000);
    expect(await serialNumber(alone)).toBe('UNIT00003');
    expect((await standardData(alone)).subarray(16, 32).toString()).toBe('OTHER           ');
  });

  it('is brought back once', async () => {
    await expect(lab.faults.perform('return-lun', { device: 'alone' })).rejects.toMatchObject({ code: 'unit-present' });
    await expect(lab.faults.perform({ 'vanish-lun': { returns: { serial: 'LATE' } } }, { device: 'alone' })).rejects.toThrow(/no time/);
    await lab.faults.perform({ 'vanish-lun': { for: '5s', returns: { serial: 'LATE' } } }, { device: 'alone' });
    await lab.faults.perform('return-lun', { device: 'alone' });
    await lab.faults.perform('vanish-lun', { device: 'alone' });
    clock.advance(5_000);
    expect((await standardData(alone))[0]).toBe(0x7f);
    await lab.faults.perform('return-lun', { device: 'alone' });
    expect(await serialNumber(alone)).toBe('UNIT00002');
  });

  it('can be all that a target has', async () => {
    await lab.faults.perform('vanish-lun', { target: targetName });
    expect(await lunsOf()).toEqual([]);
    expect((await standardData(changer))[0]).toBe(0x7f);
    await lab.faults.perform('return-lun', { target: targetName });
    expect(await lunsOf()).toEqual([changer, drive, alone]);
  });
});

describe('a unit with another identity', () => {
  it('says it everywhere, and tells of it', async () => {
    await lab.faults.perform({ 'change-identity': { vendor: 'ACME', product: 'TAPE', serial: 'A1' } }, { device: 'inside' });
    expect(await ready(drive)).toMatchObject(inquiryChanged);
    expect((await standardData(drive)).subarray(8, 36).toString()).toMatch(/^ACME {4}TAPE {12}\S/);
    expect(await serialNumber(drive)).toBe('A1');
    expect((await vitalProductData(drive, 0xb1))!.toString()).toBe('A1');
    expect((await vitalProductData(drive, 0x83))!.toString('latin1')).toContain('ACME    TAPE            A1');
    const { elements } = await elementStatus(initiator, { type: elementType.drive, deviceIdentifiers: true }, changer);
    expect(elements[0]!.identifier!.value.toString()).toContain('A1');
  });

  it('has new firmware', async () => {
    await lab.faults.perform({ 'change-identity': { revision: 'NEW1' } }, { device: 'alone' });
    expect(await ready(alone)).toMatchObject(attention(0x3f01));
    expect(await ready(alone)).toMatchObject({ status: 0 });
    expect((await standardData(alone)).subarray(32, 36).toString()).toBe('NEW1');
  });

  it('says nothing of it where it is not to, and is itself again with nothing given', async () => {
    await lab.faults.perform({ 'change-identity': { serial: 'A1', told: false } }, { device: 'alone' });
    expect(await ready(alone)).toMatchObject({ status: 0 });
    await lab.faults.perform('change-identity', { device: 'alone' });
    expect(await ready(alone)).toMatchObject(inquiryChanged);
    expect(await serialNumber(alone)).toBe('UNIT00002');
  });

  it.each([
    ['until-power-on', 'UNIT00002'],
    ['for-good', 'A1'],
  ])('%s: is %s after a power cycle', async (lasts, serial) => {
    await lab.faults.perform({ 'change-identity': { serial: 'A1', lasts } }, { device: 'alone' });
    await lab.faults.perform('power-cycle', { device: 'alone' });
    expect(await ready(alone)).toMatchObject(attention(0x2900));
    expect(await ready(alone)).toMatchObject({ status: 0 });
    expect(await serialNumber(alone)).toBe(serial);
  });
});

describe('a power cycle', () => {
  it('loses what was in the buffer, and nobody is told but of the power', async () => {
    await blank(alone);
    await expectGood(initiator, [cdb.modeSelect6(12), { write: Uint8Array.of(0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 0), lun: alone }]);
    const slow = { match: { device: 'alone', operation: 'write' }, fire: { times: 1 }, do: { 'slow-disk': { by: '1s' } } } as const;
    await lab.faults.during(slow, async () => {
      await expectGood(initiator, [cdb.write6(100), { write: block, lun: alone }]);
      await lab.happening('fault.fired');
      // The first is on its way to the medium; these wait behind it.
      for (let count = 0; count < 3; count++) await expectGood(initiator, [cdb.write6(100), { write: block, lun: alone }]);
      const cycle = lab.faults.perform('power-cycle', { device: 'alone' });
      clock.advance(1_000);
      await cycle;
    });
    expect(await ready(alone)).toMatchObject(attention(0x2900));
    expect(await positionOf(initiator, alone)).toMatchObject({ object: 0, beginning: true });
    await expectGood(initiator, [cdb.space(cdb.spaceBy.endOfData, 0), { lun: alone }]);
    expect((await positionOf(initiator, alone)).object).toBe(1);
  });

  it('leaves no task and no reservation, and the sessions', async () => {
    await expectGood(initiator, [cdb.reserve(), { lun: alone }]);
    const other = await attach('iqn.2026-11.local.host:other');
    await lab.faults.during({ match: { device: 'alone', command: 'REWIND' }, do: 'never-ends' }, async () => {
      const endless = initiator.start(cdb.rewind(), { lun: alone });
      await lab.happening('fault.fired');
      await lab.faults.perform({ 'power-cycle': { off: undefined } }, { device: 'alone' });
      expect(await ready(alone)).toMatchObject(attention(0x2900));
      expect(endless.ended).toBe(false);
    });
    expect(await ready(alone, other)).toMatchObject(attention(0x2900));
    expect(await ready(alone, other)).toMatchObject({ status: 0 });
    expect(await ready(drive, other)).toMatchObject({ status: 2, sense: { key: 2, code: 0x3a00 } });
  });

  it('takes the unit away while it is off', async () => {
    const cycle = lab.faults.perform({ 'power-cycle': { off: '10s' } }, { device: 'alone' });
    expect((await standardData(alone))[0]).toBe(0x21);
    expect(await ready(alone)).toMatchObject(notSupported);
    clock.advance(10_000);
    await cycle;
    expect(await ready(alone)).toMatchObject(attention(0x2900));
    expect((await standardData(alone))[0]).toBe(0x01);
  });

  it('takes the sessions along where they are lost with it', async () => {
    await lab.faults.perform({ 'power-cycle': { sessions: 'lost' } }, { device: 'alone' });
    await initiator.connection.closed();
    expect(await lab.operator['session.list']({})).toEqual([]);
    initiator = await lab.logIn({ targetName });
    expect(await ready(alone)).toMatchObject(attention(0x2900));
  });
});

describe('TapeAlert', () => {
  const flagsOf = async (lun: number): Promise<number[]> =>
    (await parametersOf(initiator, 0x2e, { lun })).filter(({ value }) => (value[0]! & 1) !== 0).map(({ code }) => code);

  it.each([
    ['alone', alone, ['medium-life', 38], [7, 38]],
    ['alone', alone, 'Cooling fan failure', [26]],
    ['robot', changer, ['library-pick-retry', 'cooling-fan-failure'], [13, 27]],
  ])('of %s is raised and lowered by name and number', async (device, lun, flags, numbers) => {
    await lab.faults.perform({ 'tape-alert': { flags } }, { device });
    expect(await flagsOf(lun)).toEqual(numbers);
    expect(await flagsOf(lun)).toEqual([]);
    await lab.faults.perform({ 'tape-alert': { flags } }, { device });
    await lab.faults.perform({ 'tape-alert': { flags, lower: true } }, { device });
    expect(await flagsOf(lun)).toEqual([]);
  });

  it('has other names for a drive than for a library', async () => {
    await expect(lab.faults.perform({ 'tape-alert': { flags: 'library-door' } }, { device: 'alone' })).rejects.toMatchObject({
      code: 'flag-unknown',
    });
  });

  it('asks for a cleaning until there has been one', async () => {
    await lab.faults.perform('needs-cleaning', { device: 'alone' });
    expect(await flagsOf(alone)).toEqual([20]);
    const requested = async () => ((await parametersOf(initiator, 0x11, { lun: alone }))[0]!.value[0]! & 0x04) !== 0;
    expect(await requested()).toBe(true);
    await lab.operator['drive.eject']({ drive: 'alone' });
    await lab.operator['drive.load']({ drive: 'alone', barcode: 'CLN001L1' });
    expect(await requested()).toBe(false);
    await lab.operator['drive.eject']({ drive: 'alone' });
    await lab.operator['drive.load']({ drive: 'alone', barcode: 'UNT001L8' });
    await expect(lab.faults.perform('needs-cleaning', { device: 'robot' })).rejects.toMatchObject({ code: 'no-drive' });
  });
});
