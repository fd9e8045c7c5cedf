/** Logical units that are taken away from their target and put back, kept from being ready, disguised, and without power. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Happening } from '../../../src/foundation/event.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { notReady } from '../../../src/scsi/sense.ts';
import { type Nexus, toLun } from '../../../src/scsi/target.ts';
import { alice, bob, FakeDevice, nexus, run, senseSummary, summary, task } from './fake-device.ts';

const TEST_UNIT_READY = '00';
const INQUIRY = '12 00 00 00 ff';
const REPORT_LUNS = 'a0 00 00 00 00 00 00 00 00 ff';

let target: ScsiTargetDevice;
let first: FakeDevice;
let second: FakeDevice;
let published: Happening[];
const masked: Nexus = { ...nexus('carol'), luns: new Set([toLun(2)]) };

beforeEach(async () => {
  first = new FakeDevice({ identity: { serialNumber: 'ONE' } });
  second = new FakeDevice({ identity: { serialNumber: 'TWO' } });
  published = [];
  const logicalUnits = new Map([
    [toLun(2), first.logicalUnit],
    [toLun(3), second.logicalUnit],
  ]);
  target = new ScsiTargetDevice({ logicalUnits, publish: (event) => published.push(event) });
  for (const one of [alice, bob, masked]) {
    target.nexusEstablished(one);
    for (const lun of [2, 3]) await run(target, '03', { lun, nexus: one });
  }
});

const tell = async (lun: number, one = alice) => (await run(target, TEST_UNIT_READY, { lun, nexus: one })).outcome;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const standardData = async (lun: number) => (await run(target, INQUIRY, { lun })).received!;
const luns = async (one = alice) =>
  Buffer.from((await run(target, REPORT_LUNS, { lun: 0, nexus: one })).received!.subarray(8)).toString('hex');

describe('a unit that is taken away', () => {
  test('is not there, and the others tell their nexuses so', async () => {
    target.withdraw(toLun(3), 'absent');
    expect((await standardData(3))[0]).toBe(0x7f);
    expect(await tell(3)).toBe('CHECK CONDITION 5 25/00');
    expect(senseSummary((await run(target, '03 00 00 00 12', { lun: 3 })).received!)).toBe('5 25/00');
    expect([await tell(2), await tell(2)]).toEqual(['CHECK CONDITION 6 3f/0e', 'GOOD']);
    expect(await tell(2, bob)).toBe('CHECK CONDITION 6 3f/0e');
    expect(await tell(2, masked)).toBe('GOOD');
    expect(await luns()).toBe('0002000000000000');
    expect(published).toContainEqual({ event: 'target-device.unit-withdrawn', unit: 'TWO', lun: 3 });
  });

  test('or is a device that is not connected now', async () => {
    target.withdraw(toLun(3), 'disconnected');
    const data = await standardData(3);
    expect(data[0]).toBe(0x21);
    expect(Buffer.from(data.subarray(8, 32)).toString()).toBe('VENDOR  FAKE DRIVE      ');
    expect(await tell(3)).toBe('CHECK CONDITION 5 25/00');
  });

  test('takes no task along: whoever waits is told', async () => {
    const running = target.execute(task('0a 00 00 00 04', { lun: 3, data: 'withheld' }));
    const waiting = target.execute(task(TEST_UNIT_READY, { lun: 3, nexus: bob }));
    await settle();
    target.withdraw(toLun(3), 'absent');
    expect([summary(await running), summary(await waiting)]).toEqual(['CHECK CONDITION 5 25/00', 'CHECK CONDITION 5 25/00']);
  });

  test('comes back as it was, and all units tell so', async () => {
    await run(target, '16', { lun: 3 });
    const putBack = target.withdraw(toLun(3), 'absent');
    await luns();
    putBack();
    expect(published).toContainEqual({ event: 'target-device.unit-returned', unit: 'TWO', lun: 3 });
    expect([await tell(2), await tell(3), await tell(3)]).toEqual(['CHECK CONDITION 6 3f/0e', 'CHECK CONDITION 6 3f/0e', 'GOOD']);
    expect(await tell(3, bob)).toBe('RESERVATION CONFLICT');
  });

  test('is put back by the last who took it away', async () => {
    const early = target.withdraw(toLun(3), 'absent');
    const late = target.withdraw(toLun(3), 'absent');
    early();
    expect((await standardData(3))[0]).toBe(0x7f);
    late();
    expect((await standardData(3))[0]).toBe(0x01);
  });

  test('hears of nexuses that are lost, but of no reset', async () => {
    await run(target, '16', { lun: 3 });
    const putBack = target.withdraw(toLun(3), 'absent');
    await target.manage({ function: 'target-warm-reset', nexus: alice, lun: undefined });
    target.nexusLost(alice);
    await settle();
    putBack();
    expect(second.log).toEqual(['lost alice']);
    expect([await tell(3, bob), await tell(3, bob)]).toEqual(['CHECK CONDITION 6 3f/0e', 'GOOD']);
  });
});

describe('a unit that something keeps from being ready', () => {
  const becomingReady = notReady(additionalSense.becomingReady);

  test('says so everywhere, and that it is ready again', async () => {
    const end = first.logicalUnit.impede(becomingReady);
    expect(await tell(2)).toBe('CHECK CONDITION 2 04/01');
    expect(senseSummary((await run(target, '03 00 00 00 12', { lun: 2 })).received!)).toBe('2 04/01');
    end();
    expect([await tell(2), await tell(2)]).toEqual(['CHECK CONDITION 6 28/00', 'GOOD']);
  });

  test('is not ready afterwards when the device is not', async () => {
    first.ready = false;
    first.logicalUnit.impede(becomingReady)();
    expect(await tell(2)).toMatch(/^CHECK CONDITION 2/);
  });

  test('is ready when its power has been off', async () => {
    const end = first.logicalUnit.impede(becomingReady);
    await first.logicalUnit.reset('power-on');
    end();
    expect([await tell(2), await tell(2)]).toEqual(['CHECK CONDITION 6 29/00', 'GOOD']);
  });
});

describe('a unit in disguise', () => {
  const quietly = { lasts: false, told: false };

  test.each([
    [{ serialNumber: 'OTHER' }, ['6 3f/03']],
    [{ vendorIdentification: 'ELSE' }, ['6 3f/03']],
    [{ withoutPages: [0x80] }, ['6 3f/03']],
    [{ productRevisionLevel: '9.9' }, ['6 3f/01']],
    [{ productRevisionLevel: '9.9', serialNumber: 'OTHER' }, ['6 3f/01', '6 3f/03']],
    [{}, []],
  ])('%j is told as %j', async (disguise, told) => {
    first.logicalUnit.disguise(disguise, { lasts: false, told: true });
    for (const sense of told) expect(await tell(2)).toBe(`CHECK CONDITION ${sense}`);
    expect(await tell(2)).toBe('GOOD');
  });

  test('is itself when its power has been off', async () => {
    first.logicalUnit.disguise({ productIdentification: 'OTHER' }, quietly);
    expect(await tell(2)).toBe('GOOD');
    expect(Buffer.from((await standardData(2)).subarray(16, 32)).toString()).toBe('OTHER           ');
    await first.logicalUnit.reset('power-on');
    expect(Buffer.from((await standardData(2)).subarray(16, 32)).toString()).toBe('FAKE DRIVE      ');
  });
});

test('without power a unit loses its tasks without a word, and what it has not kept', async () => {
  const running = target.execute(task('0a 00 00 00 04', { lun: 2, data: 'withheld' }));
  await settle();
  await first.logicalUnit.powerOff();
  expect(await running).toBe('aborted');
  expect(first.log).toEqual(['take', 'power-off']);
});
