import { beforeEach, describe, expect, test } from 'vitest';
import type { Happening } from '../../../src/foundation/event.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { type Nexus, type TaskManagementFunction, toLun } from '../../../src/scsi/target.ts';
import { alice, bob, FakeDevice, nexus, run, summary, task } from './fake-device.ts';

const TEST_UNIT_READY = '00';

let target: ScsiTargetDevice;
let first: FakeDevice;
let second: FakeDevice;
let published: Happening[];

beforeEach(async () => {
  first = new FakeDevice({ identity: { serialNumber: 'ONE' } });
  second = new FakeDevice({ identity: { serialNumber: 'TWO' } });
  published = [];
  target = new ScsiTargetDevice({
    logicalUnits: new Map([
      [toLun(300), second.logicalUnit],
      [toLun(2), first.logicalUnit],
    ]),
    publish: (event) => published.push(event),
  });
  for (const nexus of [alice, bob]) {
    target.nexusEstablished(nexus);
    for (const lun of [2, 300]) await run(target, '03', { lun, nexus });
  }
});

const manage = (name: TaskManagementFunction, options: { lun?: number; tag?: number } = {}) =>
  target.manage({
    function: name,
    nexus: alice,
    lun: options.lun === undefined ? undefined : toLun(options.lun),
    ...(options.tag === undefined ? {} : { tag: options.tag }),
  });
const tell = async (lun: number, nexus = alice) => (await run(target, TEST_UNIT_READY, { lun, nexus })).outcome;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test.each([
  ['LUN 2', 2, 'ONE'],
  ['LUN 300', 300, 'TWO'],
])('%s is its logical unit', async (_title, lun, serial) => {
  expect(Buffer.from((await run(target, '12 01 80 00 ff', { lun })).received!.subarray(4)).toString()).toBe(serial);
});

test.each([0, 5, 'none'] as const)('LUN %s is absent', async (lun) => {
  expect((await run(target, '12 00 00 00 ff', { lun })).received![0]).toBe(0x7f);
  expect((await run(target, TEST_UNIT_READY, { lun })).outcome).toBe('CHECK CONDITION 5 25/00');
});

test.each([2, 300, 0, 'none'] as const)('REPORT LUNS at LUN %s reports all in ascending order, and ends 3F/0E everywhere', async (lun) => {
  for (const { logicalUnit } of [first, second]) logicalUnit.establishUnitAttention(additionalSense.reportedLunsDataChanged);
  const { received } = await run(target, 'a0 00 00 00 00 00 00 00 00 ff', { lun });
  expect(Buffer.from(received!).toString('hex')).toBe(`0000001000000000${'0002000000000000'}${'412c000000000000'}`);
  expect([await tell(2), await tell(300)]).toEqual(['GOOD', 'GOOD']);
  expect(await tell(2, bob)).toBe('CHECK CONDITION 6 3f/0e');
});

test('a lost nexus is lost for every unit', async () => {
  target.nexusLost(alice);
  await settle();
  expect([first.log, second.log]).toEqual([['lost alice'], ['lost alice']]);
  expect([await tell(2), await tell(300)]).toEqual(['CHECK CONDITION 6 29/07', 'CHECK CONDITION 6 29/07']);
  expect(published).toContainEqual({ event: 'target-device.nexus-lost', nexus: alice });
});

test('abandoned tasks are told of where they were', async () => {
  const running = target.execute(task('0a 00 00 00 04', { lun: 300, data: 'withheld' }));
  await settle();
  target.tasksAbandoned(alice);
  expect(await running).toBe('aborted');
  expect([await tell(2), await tell(300)]).toEqual(['GOOD', 'CHECK CONDITION 6 47/7f']);
});

test.each<[TaskManagementFunction, string]>([
  ['logical-unit-reset', 'logical-unit-reset'],
  ['abort-task-set', ''],
  ['clear-task-set', ''],
])('%s concerns one unit', async (name, logged) => {
  expect(await manage(name, { lun: 2 })).toBe('complete');
  expect([first.log.join(), second.log.join()]).toEqual([logged, '']);
});

test.each<[TaskManagementFunction, string]>([
  ['target-warm-reset', '29/00'],
  ['target-cold-reset', '29/00'],
])('%s resets every unit and tells every nexus %s', async (name, code) => {
  const running = target.execute(task('0a 00 00 00 04', { lun: 300, nexus: bob, data: 'withheld' }));
  await settle();
  expect(await manage(name)).toBe('complete');
  expect(await running).toBe('aborted');
  for (const lun of [2, 300]) for (const nexus of [alice, bob]) expect(await tell(lun, nexus)).toBe(`CHECK CONDITION 6 ${code}`);
});

test.each<[TaskManagementFunction, string]>([
  ['logical-unit-reset', 'TASK ABORTED'],
  ['clear-task-set', 'TASK ABORTED'],
  ['target-warm-reset', 'TASK ABORTED'],
  ['target-cold-reset', 'aborted'],
  ['abort-task-set', 'GOOD'],
])("%s and another nexus's task if TAS=1: %s", async (name, theirs) => {
  await run(target, '15 10 00 00 10', { lun: 2, data: Uint8Array.from([0, 0, 0, 0, 0x0a, 0x0a, 0x02, 0, 0, 0x40, 0, 0, 0, 0, 0, 0]) });
  await tell(2, bob);
  const mine = target.execute(task('0a 00 00 00 04', { lun: 2, data: 'withheld' }));
  const other = target.execute(task(TEST_UNIT_READY, { lun: 2, nexus: bob }));
  await settle();
  expect(await manage(name, { lun: 2 })).toBe('complete');
  expect([summary(await mine), summary(await other)]).toEqual(['aborted', theirs]);
});

test('ABORT TASK finds its task, or says that there is none', async () => {
  const running = target.execute(task('0a 00 00 00 04', { lun: 2, tag: 9, data: 'withheld' }));
  await settle();
  expect(await manage('abort-task', { lun: 300, tag: 9 })).toBe('task-does-not-exist');
  expect(await manage('abort-task', { lun: 2, tag: 9 })).toBe('complete');
  expect(summary(await running)).toBe('aborted');
  expect(await manage('abort-task', { lun: 2, tag: 9 })).toBe('task-does-not-exist');
  expect(await manage('abort-task', { lun: 2 })).toBe('task-does-not-exist');
});

describe('LUN masking', () => {
  const masked: Nexus = { ...nexus('carol'), luns: new Set([toLun(300), toLun(7)]) };
  const by = (name: TaskManagementFunction, lun?: number) =>
    target.manage({ function: name, nexus: masked, lun: lun === undefined ? undefined : toLun(lun), tag: 9 });

  beforeEach(async () => {
    target.nexusEstablished(masked);
    await run(target, '03', { lun: 300, nexus: masked });
  });

  test('a unit that a nexus is not shown is absent for it, and what it is shown is served', async () => {
    expect((await run(target, '12 00 00 00 ff', { lun: 2, nexus: masked })).received![0]).toBe(0x7f);
    expect(await tell(2, masked)).toBe('CHECK CONDITION 5 25/00');
    expect(await tell(7, masked)).toBe('CHECK CONDITION 5 25/00');
    expect(await tell(300, masked)).toBe('GOOD');
    expect(await tell(2)).toBe('GOOD');
  });

  test.each([300, 2, 'none'] as const)('REPORT LUNS at LUN %s tells a nexus of what it is shown', async (lun) => {
    const { received } = await run(target, 'a0 00 00 00 00 00 00 00 00 ff', { lun, nexus: masked });
    expect(Buffer.from(received!).toString('hex')).toBe(`0000000800000000${'412c000000000000'}`);
  });

  test('a unit that is not shown does not know the nexus: it is told nothing, and neither comes nor goes there', async () => {
    target.nexusLost(masked);
    target.tasksAbandoned(masked);
    await settle();
    expect([first.log, second.log]).toEqual([[], ['lost carol']]);
    expect(await tell(300, masked)).toBe('CHECK CONDITION 6 29/07');
    first.logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange);
    const shown: Nexus = { ...masked, luns: new Set([toLun(2)]) };
    target.nexusEstablished(shown);
    expect([await tell(2, shown), await tell(2, shown)]).toEqual(['CHECK CONDITION 6 29/00', 'GOOD']);
  });

  test.each(['abort-task', 'abort-task-set', 'clear-task-set', 'logical-unit-reset'] as const)(
    '%s reaches no unit that is not shown',
    async (name) => {
      const running = target.execute(task('0a 00 00 00 04', { lun: 2, tag: 9, data: 'withheld' }));
      await settle();
      expect(await by(name, 2)).toBe('lun-does-not-exist');
      expect(first.log).toEqual(['take']);
      await manage('abort-task', { lun: 2, tag: 9 });
      await running;
    },
  );

  test.each(['target-warm-reset', 'target-cold-reset'] as const)('%s resets what its nexus is shown, for everybody', async (name) => {
    expect(await by(name)).toBe('complete');
    expect([first.log.length, second.log.length]).toEqual([0, 1]);
    expect([await tell(2), await tell(300)]).toEqual(['GOOD', 'CHECK CONDITION 6 29/00']);
  });
});

test('functions of a unit that is not there, and one that is not served', async () => {
  for (const name of ['abort-task', 'abort-task-set', 'clear-task-set', 'logical-unit-reset', 'clear-aca'] as const) {
    expect(await manage(name, { lun: 7 })).toBe('lun-does-not-exist');
    expect(await manage(name)).toBe('lun-does-not-exist');
  }
  expect(await manage('clear-aca', { lun: 2 })).toBe('not-supported');
  expect(published.at(-1)).toMatchObject({ event: 'target-device.task-management', response: 'not-supported' });
});
