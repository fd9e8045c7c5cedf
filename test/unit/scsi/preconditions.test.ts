/** What comes first: every pair of neighbours in SAM's order, by a command that meets both. */
import { beforeEach, expect, test } from 'vitest';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { SenseKey } from '../../../src/scsi/sense.ts';
import { alice, bob, type FakeDevice, run, settledDevice } from './fake-device.ts';

let device: FakeDevice;
beforeEach(async () => {
  device = await settledDevice();
});

/** Conditions that may stand in a command's way. */
const obstacles = {
  reset: () => device.logicalUnit.unitAttentions.establish(additionalSense.busDeviceResetFunctionOccurred),
  reservation: () => device.logicalUnit.reservation.reserve(bob),
  attention: () => device.logicalUnit.unitAttentions.establish(additionalSense.notReadyToReadyChange),
  deferred: () => {
    device.deferredError = { key: SenseKey.mediumError, additional: additionalSense.writeError };
  },
  notReady: () => {
    device.ready = false;
  },
};
type Obstacle = keyof typeof obstacles;

const MOVE = '01 00 00 00 00 00';
const MOVE_WITH_RESERVED_BIT = '01 40 00 00 00 00';
const UNKNOWN = 'c1 00';

test.each<[string, readonly Obstacle[], string]>([
  [MOVE, [], 'GOOD'],
  [MOVE, ['reset', 'reservation', 'attention', 'deferred', 'notReady'], 'CHECK CONDITION 6 29/03'],
  [MOVE, ['reservation', 'attention', 'deferred', 'notReady'], 'RESERVATION CONFLICT'],
  [MOVE, ['attention', 'deferred', 'notReady'], 'CHECK CONDITION 6 28/00'],
  [MOVE, ['deferred', 'notReady'], 'CHECK CONDITION deferred 3 0c/00'],
  [MOVE, ['notReady'], 'CHECK CONDITION 2 3a/00'],
  [MOVE_WITH_RESERVED_BIT, ['reservation'], 'RESERVATION CONFLICT'],
  [MOVE_WITH_RESERVED_BIT, ['attention'], 'CHECK CONDITION 6 28/00'],
  [MOVE_WITH_RESERVED_BIT, ['deferred'], 'CHECK CONDITION deferred 3 0c/00'],
  [MOVE_WITH_RESERVED_BIT, ['notReady'], 'CHECK CONDITION 5 24/00 in cdb 1.6'],
  [UNKNOWN, ['reset'], 'CHECK CONDITION 6 29/03'],
  [UNKNOWN, ['reservation', 'attention', 'deferred', 'notReady'], 'CHECK CONDITION 5 20/00'],
  ['e2 01', ['attention'], 'CHECK CONDITION 5 24/00 in cdb 1.4'],
])('%s meeting %j', async (cdb, met, outcome) => {
  for (const obstacle of met) obstacles[obstacle]();
  expect((await run(device.logicalUnit, cdb)).outcome).toBe(outcome);
});

test.each([
  ['INQUIRY', '12 00 00 00 60 00'],
  ['REPORT LUNS', 'a0 00 00 00 00 00 00 00 00 ff'],
])('%s passes everything by and leaves it', async (_name, cdb) => {
  for (const establish of Object.values(obstacles)) establish();
  expect((await run(device.logicalUnit, cdb)).outcome).toBe('GOOD');
  for (const outcome of ['CHECK CONDITION 6 29/03', 'RESERVATION CONFLICT'])
    expect((await run(device.logicalUnit, MOVE)).outcome).toBe(outcome);
  device.logicalUnit.reservation.reset();
  for (const outcome of [
    'CHECK CONDITION 6 28/00',
    'CHECK CONDITION deferred 3 0c/00',
    'CHECK CONDITION 2 3a/00',
    'CHECK CONDITION 2 3a/00',
  ])
    expect((await run(device.logicalUnit, MOVE)).outcome).toBe(outcome);
});

test('a unit attention refused by a reservation conflict stays', async () => {
  obstacles.reservation();
  obstacles.attention();
  await run(device.logicalUnit, MOVE);
  device.logicalUnit.reservation.reset();
  expect((await run(device.logicalUnit, MOVE)).outcome).toBe('CHECK CONDITION 6 28/00');
});

test.each([
  ['TEST UNIT READY', '00', 'RESERVATION CONFLICT'],
  ['INQUIRY', '12', 'GOOD'],
  ['REQUEST SENSE', '03', 'GOOD'],
  ['MODE SENSE(6)', '1a 00 3f 00 ff', 'RESERVATION CONFLICT'],
  ['MODE SELECT(6)', '15', 'RESERVATION CONFLICT'],
  ['LOG SENSE', '4d 00 40', 'GOOD'],
  ['REPORT LUNS', 'a0', 'GOOD'],
  ['REPORT SUPPORTED OPERATION CODES', 'a3 0c', 'RESERVATION CONFLICT'],
  ['SEND DIAGNOSTIC', '1d 04', 'RESERVATION CONFLICT'],
  ['RESERVE(6)', '16', 'RESERVATION CONFLICT'],
  ['RELEASE(6)', '17', 'GOOD'],
  ['PREVENT', '1e 00 00 00 01', 'RESERVATION CONFLICT'],
  ['ALLOW', '1e 00 00 00 00', 'GOOD'],
])("%s under another nexus's reservation", async (_name, cdb, outcome) => {
  obstacles.reservation();
  expect((await run(device.logicalUnit, cdb)).outcome).toBe(outcome);
  expect((await run(device.logicalUnit, cdb, { nexus: bob })).outcome).toBe('GOOD');
});

test('a task of an auto contingent allegiance that cannot be is refused', async () => {
  expect((await run(device.logicalUnit, MOVE, { attribute: 'aca' })).outcome).toBe('CHECK CONDITION 5 49/00');
});

test('NACA is a reserved bit', async () => {
  expect((await run(device.logicalUnit, '01 00 00 00 00 04')).outcome).toBe('CHECK CONDITION 5 24/00 in cdb 5.2');
});

test.each([
  [0, 'e0', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
  [3, '60', 'GOOD'],
  [11, '60', 'GOOD'],
  [3, '40', 'CHECK CONDITION 5 24/00 in cdb 1.6'],
  [3, '70', 'CHECK CONDITION 5 24/00 in cdb 1.4'],
  [8, '20', 'CHECK CONDITION 5 24/00 in cdb 1.5'],
])('the LUN that hosts of SCSI-2 write into byte 1 is no reserved bit: LUN %i, %sh', async (lun, byte, outcome) => {
  expect((await run(device.logicalUnit, `01 ${byte} 00 00 00 00`, { lun })).outcome).toBe(outcome);
});

test('what does not need the medium does not ask for it', async () => {
  obstacles.notReady();
  expect((await run(device.logicalUnit, '1e 00 00 00 01', { nexus: alice })).outcome).toBe('GOOD');
});
