import { expect, test } from 'vitest';
import type { Happening } from '../../../src/foundation/event.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import type { Reset } from '../../../src/scsi/device-server.ts';
import { SenseKey } from '../../../src/scsi/sense.ts';
import { Status } from '../../../src/scsi/status.ts';
import { alice, bob, FakeDevice, nexus, run, settledDevice, summary, task } from './fake-device.ts';

const TEST_UNIT_READY = '00 00 00 00 00 00';
const WAIT = 'e0 00 01';
const D_SENSE_AND_TAS = '00 00 00 00  0a 0a 06 00 00 40 00 00 00 00 00 00';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const modeSelect = (hex: string) => ({ data: new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')) });

test('a nexus is told of the power on once, whether it was announced or just appears', async () => {
  const device = new FakeDevice();
  device.logicalUnit.nexusEstablished(alice);
  for (const host of [alice, bob]) {
    expect((await run(device.logicalUnit, TEST_UNIT_READY, { nexus: host })).outcome).toBe('CHECK CONDITION 6 29/00');
    expect((await run(device.logicalUnit, TEST_UNIT_READY, { nexus: host })).outcome).toBe('GOOD');
  }
});

test("a device's condition reaches every nexus", async () => {
  const { logicalUnit } = await settledDevice();
  logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange, bob);
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('CHECK CONDITION 6 28/00');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('GOOD');
});

test('data go to the host before the status, and data from it to the device', async () => {
  const device = await settledDevice();
  expect((await run(device.logicalUnit, '08 00 00 00 05')).received).toEqual(new Uint8Array(5).fill(0xaa));
  await run(device.logicalUnit, '0a 00 00 00 03', { data: Uint8Array.of(1, 2, 3) });
  expect(device.taken).toEqual(Uint8Array.of(1, 2, 3));
});

test('D_SENSE=1 makes sense descriptors, until a reset', async () => {
  const { logicalUnit } = await settledDevice();
  const responseCode = async (): Promise<number> => {
    const outcome = await logicalUnit.execute(task('c1'));
    return outcome === 'aborted' ? 0 : outcome.sense![0]!;
  };
  expect(await responseCode()).toBe(0x70);
  await run(logicalUnit, '15 10 00 00 10', modeSelect(D_SENSE_AND_TAS));
  expect(await responseCode()).toBe(0x72);
  await logicalUnit.reset('logical-unit-reset');
  await run(logicalUnit, TEST_UNIT_READY);
  expect(await responseCode()).toBe(0x70);
});

test('a bug ends its command with INTERNAL TARGET FAILURE, is published, and the next command is served', async () => {
  const published: Happening[] = [];
  const { logicalUnit } = await settledDevice({ publish: (event) => published.push(event) });
  expect((await run(logicalUnit, 'e1')).outcome).toBe('CHECK CONDITION 4 44/00');
  expect(published.find(({ event }) => event === 'logical-unit.bug')).toMatchObject({ unit: 'FAKE000001', error: new Error('a bug') });
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('GOOD');
});

test('the end of every task is published', async () => {
  const published: Happening[] = [];
  const { logicalUnit } = await settledDevice({ publish: (event) => published.push(event) });
  const host = task('e2 01');
  const outcome = await logicalUnit.execute(host);
  const { lun, tag, cdb } = host;
  expect(published.at(-1)).toMatchObject({ event: 'logical-unit.task-ended', unit: 'FAKE000001', nexus: alice, lun, tag, cdb, outcome });
});

test('a CDB is described by its row', () => {
  expect(new FakeDevice().logicalUnit.describe(task('08 00 00 00 05').cdb)).toBe('GIVE length=5');
});

test('a full task set is told as such', async () => {
  const device = await settledDevice({ taskSetSize: 1 });
  const running = device.logicalUnit.execute(task(WAIT));
  expect((await run(device.logicalUnit, TEST_UNIT_READY)).outcome).toBe('TASK SET FULL');
  device.finish();
  await running;
});

test('ABORT TASK ends the one task without status, and finds no other', async () => {
  const { logicalUnit, log } = await settledDevice();
  const taking = logicalUnit.execute(task('0a 00 00 00 04', { tag: 77, data: 'withheld' }));
  await settle();
  expect(await logicalUnit.abortTask(bob, 77)).toBe(false);
  expect(await logicalUnit.abortTask(alice, 78)).toBe(false);
  expect(await logicalUnit.abortTask(alice, 77)).toBe(true);
  expect(await taking).toBe('aborted');
  expect(await logicalUnit.abortTask(alice, 77)).toBe(false);
  expect(log).toEqual(['take']);
});

test("ABORT TASK SET ends a nexus's tasks only", async () => {
  const device = await settledDevice();
  const running = device.logicalUnit.execute(task(WAIT));
  const waiting = device.logicalUnit.execute(task(TEST_UNIT_READY));
  const other = device.logicalUnit.execute(task(TEST_UNIT_READY, { nexus: bob }));
  await settle();
  const aborted = device.logicalUnit.abortTaskSet(alice);
  device.finish();
  await aborted;
  expect([await running, await waiting]).toEqual(['aborted', 'aborted']);
  expect(summary(await other)).toBe('GOOD');
});

test.each([
  ['TAS=0: silence and a unit attention', false, 'aborted', 'CHECK CONDITION 6 2f/00'],
  ['TAS=1: TASK ABORTED and nothing more', true, 'TASK ABORTED', 'GOOD'],
])("CLEAR TASK SET and another nexus's tasks, %s", async (_title, taskAbortedStatus, theirs, next) => {
  const device = await settledDevice();
  const { logicalUnit } = device;
  if (taskAbortedStatus) {
    await run(logicalUnit, '15 10 00 00 10', modeSelect(D_SENSE_AND_TAS.replace('06', '02')));
    await run(logicalUnit, TEST_UNIT_READY, { nexus: bob });
  }
  const running = logicalUnit.execute(task(WAIT));
  const others = [logicalUnit.execute(task(TEST_UNIT_READY, { nexus: bob })), logicalUnit.execute(task(TEST_UNIT_READY, { nexus: bob }))];
  await settle();
  const cleared = logicalUnit.clearTaskSet(alice);
  device.finish();
  await cleared;
  expect(await running).toBe('aborted');
  expect((await Promise.all(others)).map(summary)).toEqual([theirs, theirs]);
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe(next);
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('GOOD');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('GOOD');
});

test.each<[Reset, string, string]>([
  ['logical-unit-reset', '29/00', 'TASK ABORTED'],
  ['hard-reset', '29/00', 'TASK ABORTED'],
  ['power-on', '29/00', 'aborted'],
])('%s ends tasks, reservation, prevention and mode values, and tells everybody %s', async (kind, code, theirs) => {
  const device = await settledDevice();
  const { logicalUnit } = device;
  await run(logicalUnit, '15 10 00 00 10', modeSelect(D_SENSE_AND_TAS.replace('06', '02')));
  await run(logicalUnit, '16');
  await run(logicalUnit, '1e 00 00 00 01');
  const running = logicalUnit.execute(task(WAIT));
  const other = logicalUnit.execute(task('03 00 00 00 12', { nexus: bob }));
  await settle();
  const reset = logicalUnit.reset(kind, alice);
  const after = logicalUnit.execute(task(TEST_UNIT_READY));
  device.finish();
  await reset;
  expect(await running).toBe('aborted');
  expect(summary(await other)).toBe(theirs);
  expect(device.log).toEqual(['synchronise', 'begin 1', 'end 1', kind]);
  expect(summary(await after)).toBe(`CHECK CONDITION 6 ${code}`);
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe(`CHECK CONDITION 6 ${code}`);
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('GOOD');
  expect(logicalUnit.mediumRemoval.prevented).toBe(false);
  expect((await run(logicalUnit, '1a 00 0a 00 ff')).received?.subarray(12, 18)).toEqual(Uint8Array.of(0x0a, 0x0a, 0x02, 0, 0, 0));
});

test.each<[Reset, 'alice' | 'nobody', boolean]>([
  ['logical-unit-reset', 'alice', false],
  ['hard-reset', 'alice', false],
  ['hard-reset', 'nobody', true],
  ['power-on', 'alice', true],
])('%s by %s ends tasks without a status if TAS=0 or nobody is left to say it, and a unit attention tells', async (kind, by, tas) => {
  const device = await settledDevice();
  const { logicalUnit } = device;
  await run(logicalUnit, '15 10 00 00 10', modeSelect(D_SENSE_AND_TAS.replace('06', '02').replace('40', tas ? '40' : '00')));
  await run(logicalUnit, TEST_UNIT_READY, { nexus: bob });
  const running = logicalUnit.execute(task('0a 00 00 00 04', { nexus: bob, data: 'withheld' }));
  const waiting = logicalUnit.execute(task(TEST_UNIT_READY, { nexus: bob }));
  await settle();
  await logicalUnit.reset(kind, by === 'alice' ? alice : undefined);
  expect(await Promise.all([running, waiting])).toEqual(['aborted', 'aborted']);
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('CHECK CONDITION 6 29/00');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('GOOD');
});

test('a reset is completed though the device breaks off', async () => {
  const published: Happening[] = [];
  const device = await settledDevice({ publish: (event) => published.push(event) });
  device.resetBreaks = true;
  await device.logicalUnit.reset('logical-unit-reset', alice);
  expect(published.map(({ event }) => event)).toEqual(expect.arrayContaining(['logical-unit.bug', 'logical-unit.reset']));
  expect((await run(device.logicalUnit, TEST_UNIT_READY)).outcome).toBe('CHECK CONDITION 6 29/00');
});

test('a lost nexus ends its own tasks, reservation and prevention, and is told when it comes back', async () => {
  const device = await settledDevice();
  const { logicalUnit } = device;
  await run(logicalUnit, '16');
  await run(logicalUnit, '1e 00 00 00 01');
  const taking = logicalUnit.execute(task('0a 00 00 00 04', { data: 'withheld' }));
  const other = logicalUnit.execute(task('12', { nexus: bob }));
  await settle();
  await logicalUnit.nexusLost(alice);
  expect(await taking).toBe('aborted');
  expect(summary(await other)).toBe('GOOD');
  expect(device.log).toEqual(['take', 'lost alice']);
  expect(logicalUnit.mediumRemoval.prevented).toBe(false);
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('GOOD');
  logicalUnit.nexusEstablished(alice);
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('CHECK CONDITION 6 29/07');
});

test.each([['12 00 00 00 60'], ['a0 00 00 00 00 00 00 00 01 00 00 00']])(
  '%s is answered beside a command that the device is at',
  async (cdb) => {
    const device = await settledDevice();
    const { logicalUnit } = device;
    const running = logicalUnit.execute(task(WAIT));
    await settle();
    expect((await run(logicalUnit, cdb, { nexus: bob })).outcome).toBe('GOOD');
    device.finish();
    await running;
  },
);

test('tasks whose connection is gone end, and their nexus is told, once, and keeps what it has', async () => {
  const device = await settledDevice();
  const { logicalUnit } = device;
  await run(logicalUnit, '16');
  const taking = logicalUnit.execute(task('0a 00 00 00 04', { data: 'withheld' }));
  const waiting = logicalUnit.execute(task('03 00 00 00 12'));
  const other = logicalUnit.execute(task('03 00 00 00 12', { nexus: bob }));
  await settle();
  const abandoned = logicalUnit.tasksAbandoned(alice);
  const next = logicalUnit.execute(task(TEST_UNIT_READY));
  await abandoned;
  expect([await taking, await waiting]).toEqual(['aborted', 'aborted']);
  expect(summary(await other)).toBe('GOOD');
  expect(summary(await next)).toBe('CHECK CONDITION 6 47/7f');
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('GOOD');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: bob })).outcome).toBe('RESERVATION CONFLICT');
  await logicalUnit.tasksAbandoned(alice);
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('GOOD');
});

test('a deferred error is reported once and the command not executed', async () => {
  const device = await settledDevice();
  device.deferredError = { key: SenseKey.mediumError, additional: additionalSense.writeError };
  expect((await run(device.logicalUnit, '01')).outcome).toBe('CHECK CONDITION deferred 3 0c/00');
  expect(device.log).toEqual([]);
  expect((await run(device.logicalUnit, '01')).outcome).toBe('GOOD');
});

test('a deferred error is told with the next command when a filter answers in its place', async () => {
  const device = await settledDevice();
  device.deferredError = { key: SenseKey.mediumError, additional: additionalSense.writeError, deferred: true };
  let busy = true;
  device.logicalUnit.interpose({ inForce: true, pass: async (_command, proceed) => (busy ? { status: Status.taskSetFull } : proceed()) });
  expect((await run(device.logicalUnit, '01')).outcome).toBe('TASK SET FULL');
  busy = false;
  expect((await run(device.logicalUnit, '01')).outcome).toBe('CHECK CONDITION deferred 3 0c/00');
  expect((await run(device.logicalUnit, '01')).outcome).toBe('GOOD');
});

test('alone, a unit reports itself at LUN 0', async () => {
  const { logicalUnit } = await settledDevice();
  logicalUnit.unitAttentions.establishFor(alice, additionalSense.reportedLunsDataChanged);
  expect(Buffer.from((await run(logicalUnit, 'a0 00 00 00 00 00 00 00 00 ff')).received!).toString('hex')).toBe(
    '00000008000000000000000000000000',
  );
  expect((await run(logicalUnit, TEST_UNIT_READY)).outcome).toBe('GOOD');
});

test('what one nexus does not see: another new one meets the power on, not the past', async () => {
  const { logicalUnit } = await settledDevice();
  logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange);
  const carol = nexus('carol');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: carol })).outcome).toBe('CHECK CONDITION 6 29/00');
  expect((await run(logicalUnit, TEST_UNIT_READY, { nexus: carol })).outcome).toBe('GOOD');
});
