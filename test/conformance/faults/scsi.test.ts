/** Faults between host and device, command by command: what the host sees of each, and where it leaves the drive. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import * as cdb from '../cdb.ts';
import { Initiator, taskManagement } from '../initiator.ts';
import { expectGood, LabUnderTest, positionOf, tape } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

let lab: LabUnderTest;
let clock: ManualClock;
let initiator: Initiator;
beforeAll(async () => {
  clock = new ManualClock();
  lab = await LabUnderTest.start({ clock });
});
beforeEach(async () => {
  initiator = await lab.attachToBlank();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const block = pattern(100);
const write = (host = initiator) => host.command(cdb.write6(100), { write: block });
const objects = async (): Promise<number> => (await positionOf(initiator)).object;
const onWrite = { match: { device: 'tape', command: 'write' } } as const;

describe('a status', () => {
  it.each([
    ['busy', 0x08],
    ['task-set-full', 0x28],
    ['reservation-conflict', 0x18],
    [{ status: { status: 'ACA ACTIVE' } }, 0x30],
    [{ status: { status: 'task aborted' } }, 0x40],
    [{ status: { status: '0x77' } }, 0x77],
    [{ status: { status: 'GOOD' } }, 0x00],
  ])('%j comes in place of the command', async (action, status) => {
    await lab.faults.during({ ...onWrite, do: action }, async () => {
      expect(await write()).toMatchObject({ status, sense: undefined, residual: 100 });
      expect(await objects()).toBe(0);
      expect(await write()).toMatchObject({ status: 0 });
      expect(await objects()).toBe(1);
    });
  });

  it('CHECK CONDITION comes without sense data, as iSCSI does not have it', async () => {
    const strict = await Initiator.logIn(lab.address, { targetName: tape });
    await strict.command(cdb.testUnitReady());
    await lab.faults.during({ ...onWrite, do: { status: { status: 'CHECK CONDITION' } } }, async () => {
      strict.start(cdb.write6(100), { write: block });
      await strict.connection.closed().catch(() => {});
    });
    expect(strict.connection.violation?.message).toMatch(/CHECK CONDITION comes with its sense data/);
  });

  it('comes after the command where the rule says so', async () => {
    await lab.faults.during({ ...onWrite, when: 'after', do: 'busy' }, async () => {
      expect(await write()).toMatchObject({ status: 0x08 });
      expect(await objects()).toBe(1);
    });
  });
});

describe('sense', () => {
  it.each([
    [
      { sense: 'MEDIUM ERROR / WRITE ERROR', endOfMedium: true, information: 7 },
      { key: 3, code: 0x0c00, endOfMedium: true, information: 7, deferred: false },
    ],
    [
      { sense: '3/0C/00', deferred: true },
      { key: 3, code: 0x0c00, deferred: true },
    ],
    [
      { sense: 'NO SENSE / 00/01', filemark: true, information: -3 },
      { key: 0, code: 0x0001, filemark: true, information: -3 },
    ],
    [
      { sense: '0/00/00', incorrectLength: true, information: 156 },
      { key: 0, code: 0, incorrectLength: true, information: 156 },
    ],
    [
      { sense: 'ILLEGAL REQUEST / INVALID FIELD IN CDB', fieldPointer: { byte: 3, bit: 5 } },
      { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 3, bit: 5 } },
    ],
    [{ sense: '9/80/01' }, { key: 9, code: 0x8001 }],
    [{ sense: 'hardware error / data transfer device error - load failed' }, { key: 4, code: 0x5309 }],
  ])('%j is told as it is written, and nothing is done', async (parameters, sense) => {
    await lab.faults.during({ ...onWrite, do: { sense: parameters } }, async () => {
      expect(await write()).toMatchObject({ status: 2, sense });
      expect(await objects()).toBe(0);
    });
  });

  it('comes with the data of a command that has been executed', async () => {
    await expectGood(initiator, [cdb.write6(100), { write: block }], [cdb.rewind()]);
    await lab.faults.during({ match: { command: 'read' }, when: 'after', do: { sense: { sense: '1/17/01' } } }, async () => {
      const { status, sense, data } = await initiator.command(cdb.read6(100), { read: 100 });
      expect({ status, code: sense?.code, data: Uint8Array.from(data) }).toEqual({ status: 2, code: 0x1701, data: Uint8Array.from(block) });
      expect(await objects()).toBe(1);
    });
  });
});

describe('a unit attention', () => {
  const told = { status: 2, sense: { key: 6, code: 0x2801 } };
  const condition = 'IMPORT OR EXPORT ELEMENT ACCESSED';

  it('is told to the command at hand, which is not executed, and to every other host', async () => {
    const other = await lab.attach();
    await lab.faults.during({ ...onWrite, do: { 'unit-attention': { condition } } }, async () => {
      expect(await write()).toMatchObject(told);
      expect(await objects()).toBe(0);
      expect(await write()).toMatchObject({ status: 0 });
      expect(await other.command(cdb.testUnitReady())).toMatchObject(told);
      expect(await other.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    });
  });

  it('is told to one alone where that is wanted', async () => {
    const other = await lab.attach({ initiatorName: 'iqn.2026-11.local.host:other' });
    await lab.faults.during({ ...onWrite, do: { 'unit-attention': { condition: '28/01', tell: 'initiator' } } }, async () => {
      expect(await write()).toMatchObject(told);
      expect(await other.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    });
  });

  it('waits for the next command after one that has been executed, and behind one that tells none', async () => {
    await lab.faults.during({ ...onWrite, when: 'after', do: { 'unit-attention': { condition } } }, async () => {
      expect(await write()).toMatchObject({ status: 0 });
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(told);
    });
    await lab.faults.during({ match: { command: 'INQUIRY' }, do: { 'unit-attention': { condition } } }, async () => {
      expect(await initiator.command(cdb.inquiry(), { read: 255 })).toMatchObject({ status: 0 });
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(told);
    });
  });

  it('stays pending while something else is answered to the command that was to tell it', async () => {
    await lab.faults.perform({ 'unit-attention': { condition } }, { device: 'tape' });
    const busy = { match: { command: 'TEST UNIT READY' }, evenIfFailed: true, do: 'busy' } as const;
    await lab.faults.during(busy, async () => {
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 8 });
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(told);
    });
    await lab.faults.perform({ 'unit-attention': { condition } }, { device: 'tape' });
    await lab.faults.during({ ...busy, do: 'never-ends' }, async () => {
      const endless = initiator.start(cdb.testUnitReady());
      await lab.happening('fault.fired', ({ action }) => action === 'never-ends');
      expect(await initiator.manage(taskManagement.abortTask, { of: endless })).toBe(0);
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(told);
    });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  });

  it('that tells of a reset takes the place of others', async () => {
    await lab.faults.perform({ 'unit-attention': { condition } }, { device: 'tape' });
    await lab.faults.perform({ 'unit-attention': { condition: '29/04' } }, { device: 'tape' });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 6, code: 0x2904 } });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  });
});

describe('a command that takes long', () => {
  const answersInquiry = async () => expect(await initiator.command(cdb.inquiry(), { read: 255 })).toMatchObject({ status: 0 });
  const stillThere = async (): Promise<void> => {
    await initiator.ping();
    await answersInquiry();
  };

  it('is executed when its time has come, and what comes behind it waits', async () => {
    await lab.faults.during({ ...onWrite, do: { slow: { by: '5s' } } }, async () => {
      const slow = initiator.start(cdb.write6(100), { write: block });
      const behind = initiator.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      clock.advance(4_999);
      await stillThere();
      expect([slow.ended, behind.ended]).toEqual([false, false]);
      clock.advance(1);
      expect([(await slow.completion).status, (await behind.completion).status]).toEqual([0, 0]);
      expect(await objects()).toBe(1);
    });
  });

  it('is not executed when it is aborted before', async () => {
    await lab.faults.during({ ...onWrite, do: { slow: { by: '5s' } } }, async () => {
      const slow = initiator.start(cdb.write6(100), { write: block });
      await lab.happening('fault.fired');
      expect(await initiator.manage(taskManagement.abortTask, { of: slow })).toBe(0);
      expect(await objects()).toBe(0);
      clock.advance(5_000);
      expect(await objects()).toBe(0);
    });
  });

  it('has been executed when only its status is late', async () => {
    await lab.faults.during({ ...onWrite, when: 'after', do: { slow: { by: '5s' } } }, async () => {
      const slow = initiator.start(cdb.write6(100), { write: block });
      await lab.happening('fault.fired');
      expect(await initiator.manage(taskManagement.abortTask, { of: slow })).toBe(0);
      expect(await objects()).toBe(1);
    });
  });

  it.each([
    ['ABORT TASK', taskManagement.abortTask, []],
    ['LOGICAL UNIT RESET', taskManagement.logicalUnitReset, [0x2900]],
    ['TARGET WARM RESET', taskManagement.targetWarmReset, [0x2900]],
  ])('or never ends, until %s', async (_name, code, attentions) => {
    await lab.faults.during({ ...onWrite, do: 'never-ends' }, async () => {
      const endless = initiator.start(cdb.write6(100), { write: block });
      await lab.happening('fault.fired');
      clock.advance(20_000);
      await stillThere();
      expect(endless.ended).toBe(false);
      expect(await initiator.manage(code, code === taskManagement.abortTask ? { of: endless } : {})).toBe(0);
      for (const attention of attentions)
        expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 6, code: attention } });
      expect(await objects()).toBe(0);
      expect(endless.ended).toBe(false);
    });
  });

  it('or until its session is gone', async () => {
    const other = await lab.attach({ initiatorName: 'iqn.2026-11.local.host:other' });
    await lab.faults.during({ ...onWrite, do: 'never-ends' }, async () => {
      initiator.start(cdb.write6(100), { write: block });
      await lab.happening('fault.fired');
      await initiator.logOut();
      expect(await other.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    });
  });
});

describe('a unit that is not ready', () => {
  const notReady = { status: 2, sense: { key: 2, code: 0x0401 } };
  const becameReady = { status: 2, sense: { key: 6, code: 0x2800 } };
  const asked = async () => Buffer.from((await initiator.command(cdb.requestSense(), { read: 252 })).data);

  it('says so to all who need the medium, and that it is ready again', async () => {
    await expectGood(initiator, [cdb.write6(100), { write: block }]);
    await lab.faults.during({ ...onWrite, do: { 'not-ready': { for: '30s' } } }, async () => {
      expect(await write()).toMatchObject(notReady);
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(notReady);
      expect(await initiator.command(cdb.readPosition(), { read: 20 })).toMatchObject(notReady);
      expect([...(await asked()).subarray(0, 14)]).toEqual([0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 4, 1]);
      expect(await initiator.command(cdb.inquiry(), { read: 255 })).toMatchObject({ status: 0 });
      expect(await initiator.command(cdb.modeSense6(0x3f), { read: 255 })).toMatchObject({ status: 0 });
      clock.advance(30_000);
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject(becameReady);
      expect(await objects()).toBe(1);
    });
  });

  it('for a reason of your choice, until it is made ready', async () => {
    await lab.faults.perform({ 'not-ready': { because: 'LOGICAL UNIT NOT READY, MANUAL INTERVENTION REQUIRED' } }, { device: 'tape' });
    expect(await write()).toMatchObject({ status: 2, sense: { key: 2, code: 0x0403 } });
    await lab.faults.perform('ready', { device: 'tape' });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject(becameReady);
    expect(await write()).toMatchObject({ status: 0 });
    await lab.faults.perform('ready', { device: 'tape' });
    expect(await write()).toMatchObject({ status: 0 });
  });

  it('after the command that has been executed', async () => {
    await lab.faults.during({ ...onWrite, when: 'after', do: { 'not-ready': { for: '1s' } } }, async () => {
      expect(await write()).toMatchObject({ status: 0 });
      expect(await write()).toMatchObject(notReady);
      clock.advance(1_000);
      expect(await write()).toMatchObject(becameReady);
      expect(await objects()).toBe(1);
    });
  });
});

describe('a reservation that nobody is there to release', () => {
  const conflict = { status: 0x18 };

  it('stands against every host until a reset', async () => {
    await lab.faults.perform('foreign-reservation', { device: 'tape' });
    expect(await write()).toMatchObject(conflict);
    expect(await initiator.command(cdb.reserve())).toMatchObject(conflict);
    expect(await initiator.command(cdb.release())).toMatchObject({ status: 0 });
    expect(await initiator.command(cdb.inquiry(), { read: 255 })).toMatchObject({ status: 0 });
    expect(await write()).toMatchObject(conflict);
    expect(await initiator.manage(taskManagement.logicalUnitReset)).toBe(0);
    expect(await write()).toMatchObject({ status: 2, sense: { key: 6, code: 0x2900 } });
    expect(await write()).toMatchObject({ status: 0 });
  });

  it('or for a time, and is refused where a host holds the unit', async () => {
    await lab.faults.perform({ 'foreign-reservation': { for: '10s' } }, { device: 'tape' });
    expect(await write()).toMatchObject(conflict);
    clock.advance(10_000);
    await expectGood(initiator, [cdb.reserve()], [cdb.write6(100), { write: block }]);
    await expect(lab.faults.perform('foreign-reservation', { device: 'tape' })).rejects.toMatchObject({ code: 'unit-reserved' });
    await expectGood(initiator, [cdb.release()]);
  });
});

describe('what is written wrongly', () => {
  it.each([
    [{ sense: { sense: 'MEDIUM EROR / WRITE ERROR' } }, "did you mean 'MEDIUM ERROR'?"],
    [{ sense: { sense: 'MEDIUM ERROR / WRITE EROR' } }, "did you mean 'WRITE ERROR'?"],
    [{ sense: { sense: 'MEDIUM ERROR' } }, 'write it like MEDIUM ERROR / WRITE ERROR or 3/0C/00.'],
    [{ status: { status: 'BUSSY' } }, "did you mean 'BUSY'?"],
    [{ 'unit-attention': { condition: 'POWER ON OCURRED' } }, "did you mean 'POWER ON OCCURRED'?"],
    [{ 'tape-alert': { flags: 'cleaning-requird' } }, "did you mean 'cleaning-required'?"],
    [{ 'tape-alert': { flags: 65 } }, 'they are numbered from 1 to 64.'],
    [{ 'change-identity': { serial: 'A', serialOf: 'tape' } }, "leave out 'serial' or 'serialOf'."],
    [{ 'vanish-lan': {} }, "did you mean 'vanish-lun'?"],
  ])('%j gets a hint', (action, hint) => {
    expect(() => lab.faults.add({ do: action })).toThrow(expect.objectContaining({ hint }));
  });

  it('names a unit that there is not', async () => {
    await expect(lab.faults.perform('ready', { device: 'tapes' })).rejects.toMatchObject({ code: 'unit-unknown' });
  });
});
