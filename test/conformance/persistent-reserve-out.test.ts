/**
 * What the service actions of PERSISTENT RESERVE OUT do to registrations and reservations of several hosts (SPC-4 §5.13, §6.16), what the others are
 * told of it, and what is refused: each with the byte and bit that is wrong, and with nothing changed.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked } from './aborted-task.ts';
import * as cdb from './cdb.ts';
import { startDrives } from './drives.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import {
  capabilitiesOf,
  flag,
  fullStatusOf,
  inAction,
  keysOf,
  outAction,
  parameters,
  persistentReserveIn,
  persistentReserveOut,
  reservationOf,
  reserveOut,
  transportId,
  type,
} from './persistent-reservation.ts';
import {
  attention,
  clearAll,
  conflict,
  everyType,
  forOneAlone,
  good,
  host,
  ofAllRegistrants,
  parameterListLengthError,
  refusedInCdb,
  refusedInList,
  registered,
  targetName,
} from './reservation-hosts.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'PRO001L8', capacityBytes: 4 * 2 ** 20 } } });
});
afterEach(async () => {
  await clearAll(lab);
  await lab.hangUp();
});
afterAll(() => lab.stop());

describe('REPORT CAPABILITIES (SPC-4 §6.15.4)', () => {
  it('says what is served, all types among it', async () => {
    const { initiator } = await host(lab);
    const data = await capabilitiesOf(initiator);
    // CRH, SIP_C, ATP_C, PTPL_C; TMV with every type; RLR_C=0, nothing is activated.
    expect(data[2]).toBe(0x1d);
    expect(data[3]! & 0x81).toBe(0x80);
    expect([data[4], data[5]]).toEqual([0xea, 0x01]);
    expect([data[6], data[7]]).toEqual([0, 0]);
    await reserveOut(initiator, outAction.register, parameters(0n, 1n, { flags: flag.activatePersist }));
    expect((await capabilitiesOf(initiator))[3]! & 1).toBe(1);
  });

  it.each([0, 1, 4, 7, 8, 24])('PERSISTENT RESERVE IN gives %i bytes and no more when no more are allowed', async (length) => {
    const [first] = await registered(lab, 2, type.writeExclusive);
    for (const action of Object.values(inAction)) {
      const whole = await first!.initiator.command(persistentReserveIn(action), { read: 4096 });
      const part = await first!.initiator.command(persistentReserveIn(action, length), { read: 4096 });
      expect(part.status).toBe(0);
      expect([...part.data]).toEqual([...whole.data.subarray(0, length)]);
    }
  });

  it('knows no further service action', async () => {
    const { initiator } = await host(lab);
    expect(await initiator.command(persistentReserveIn(0x04), { read: 4096 })).toMatchObject(refusedInCdb(1, 4));
    for (const action of [0x08, 0x1f]) expect(await reserveOut(initiator, action, parameters(0n, 1n))).toMatchObject(refusedInCdb(1, 4));
  });
});

describe('REGISTER (SPC-4 §5.13.7)', () => {
  it('registers, changes the key, and unregisters with zero; each change counts', async () => {
    const { initiator } = await host(lab);
    const { generation } = await keysOf(initiator);
    expect(await reserveOut(initiator, outAction.register, parameters(0n, 0x1122_3344_5566_7788n))).toMatchObject(good);
    expect(await keysOf(initiator)).toEqual({ generation: generation + 1, keys: [0x1122_3344_5566_7788n] });
    expect(await reserveOut(initiator, outAction.register, parameters(0n, 2n))).toMatchObject(conflict);
    expect(await reserveOut(initiator, outAction.register, parameters(0x1122_3344_5566_7788n, 2n))).toMatchObject(good);
    expect(await keysOf(initiator)).toEqual({ generation: generation + 2, keys: [2n] });
    expect(await reserveOut(initiator, outAction.register, parameters(2n, 0n))).toMatchObject(good);
    expect(await keysOf(initiator)).toEqual({ generation: generation + 3, keys: [] });
  });

  it('of nothing by one that is not registered is GOOD and changes nothing; with a key it has not, a conflict', async () => {
    const { initiator } = await host(lab);
    const before = await keysOf(initiator);
    expect(await reserveOut(initiator, outAction.register, parameters(0n, 0n))).toMatchObject(good);
    expect(await reserveOut(initiator, outAction.registerAndIgnore, parameters(5n, 0n))).toMatchObject(good);
    expect(await reserveOut(initiator, outAction.register, parameters(5n, 1n))).toMatchObject(conflict);
    expect(await keysOf(initiator)).toEqual(before);
  });

  it('and RESERVE, RELEASE: neither of these counts', async () => {
    const [first] = await registered(lab, 1);
    const { generation } = await keysOf(first!.initiator);
    await reserveOut(first!.initiator, outAction.reserve, parameters(1n, 0n), { type: 3 });
    await reserveOut(first!.initiator, outAction.release, parameters(1n, 0n), { type: 3 });
    expect((await keysOf(first!.initiator)).generation).toBe(generation);
  });

  it('may share a key with others, and goes on through logout and login of the same port', async () => {
    const one = await host(lab);
    const other = await host(lab);
    for (const { initiator } of [one, other]) await reserveOut(initiator, outAction.register, parameters(0n, 7n));
    await reserveOut(one.initiator, outAction.reserve, parameters(7n, 0n), { type: type.exclusiveAccess });
    await one.initiator.logOut();
    expect((await keysOf(other.initiator)).keys).toEqual([7n, 7n]);
    expect(await other.initiator.command(cdb.rewind())).toMatchObject(conflict);
    const again = await host(lab, one.isid);
    await expectGood(again.initiator, [cdb.rewind()]);
    const strange = await host(lab);
    expect(await strange.initiator.command(cdb.rewind())).toMatchObject(conflict);
  });

  it('names ports and the target port in READ FULL STATUS', async () => {
    const [first, second] = await registered(lab, 2, type.exclusiveAccessRegistrantsOnly);
    const status = await fullStatusOf(first!.initiator);
    const expected = [first!, second!].map(({ isid }, at) => ({
      key: BigInt(at + 1),
      allTargetPorts: false,
      holder: at === 0,
      scopeAndType: at === 0 ? 0x06 : 0,
      relativeTargetPort: 1,
      transportId: transportId(isid),
    }));
    expect(status.toSorted((a, b) => Number(a.key - b.key))).toEqual(expected);
  });

  it('leaves a reservation as it is through a logical unit reset', async () => {
    const [first, second] = await registered(lab, 2, type.writeExclusive);
    expect(await second!.initiator.manage(5)).toBe(0);
    await acknowledgeAttentions(first!.initiator);
    expect(await reservationOf(first!.initiator)).toEqual({ key: 1n, scope: 0, type: 1 });
    expect((await keysOf(first!.initiator)).keys).toEqual([1n, 2n]);
  });
});

describe('RESERVE and RELEASE (SPC-4 §5.13.9, §5.13.11.2)', () => {
  it.each(everyType)('of type %i are told by READ RESERVATION', async (reservationType) => {
    const [first, second] = await registered(lab, 2, reservationType);
    const key = ofAllRegistrants.includes(reservationType) ? 0n : 1n;
    expect(await reservationOf(second!.initiator)).toEqual({ key, scope: 0, type: reservationType });
    // Once more is GOOD, and of another type no release.
    expect(await reserveOut(first!.initiator, outAction.reserve, parameters(1n, 0n), { type: reservationType })).toMatchObject(good);
    const another = everyType.find((one) => one !== reservationType)!;
    const outcome = await reserveOut(first!.initiator, outAction.release, parameters(1n, 0n), { type: another });
    expect(outcome).toMatchObject({ status: 2, sense: { key: 5, code: 0x2604 } });
    expect(await reservationOf(second!.initiator)).toMatchObject({ type: reservationType });
  });

  it.each(everyType)('type %i: those registered are told of a release where they had a part in it', async (reservationType) => {
    const [first, second, third] = await registered(lab, 3, reservationType);
    expect(await reserveOut(first!.initiator, outAction.release, parameters(1n, 0n), { type: reservationType })).toMatchObject(good);
    expect(await reservationOf(first!.initiator)).toBeUndefined();
    const told = forOneAlone.includes(reservationType) ? [] : [attention.released];
    for (const { initiator } of [second!, third!]) expect(await acknowledgeAttentions(initiator)).toEqual(told);
    expect(await acknowledgeAttentions(first!.initiator)).toEqual([]);
    expect((await keysOf(first!.initiator)).keys).toEqual([1n, 2n, 3n]);
  });

  it('by another than the holder end GOOD and release nothing', async () => {
    const [, second] = await registered(lab, 2, type.writeExclusive);
    expect(await reserveOut(second!.initiator, outAction.release, parameters(2n, 0n), { type: type.writeExclusive })).toMatchObject(good);
    expect(await reservationOf(second!.initiator)).toMatchObject({ key: 1n });
  });

  it.each(everyType)(
    'type %i: the holder unregistered is the end of it, but for all registrants only the last',
    async (reservationType) => {
      const [first, second] = await registered(lab, 2, reservationType);
      expect(await reserveOut(first!.initiator, outAction.register, parameters(1n, 0n))).toMatchObject(good);
      const stays = ofAllRegistrants.includes(reservationType);
      const told = stays || forOneAlone.includes(reservationType) ? [] : [attention.released];
      expect(await acknowledgeAttentions(second!.initiator)).toEqual(told);
      expect((await reservationOf(second!.initiator))?.type).toBe(stays ? reservationType : undefined);
      if (!stays) return;
      expect(await reserveOut(second!.initiator, outAction.register, parameters(2n, 0n))).toMatchObject(good);
      expect(await reservationOf(second!.initiator)).toBeUndefined();
    },
  );

  it.each([0, 2, 4, 9, 15])('there is no type %i', async (unknown) => {
    const [first] = await registered(lab, 1);
    const outcome = await reserveOut(first!.initiator, outAction.reserve, parameters(1n, 0n), { type: unknown });
    expect(outcome).toMatchObject(refusedInCdb(2, 3));
  });

  it.each([1, 2, 15])('there is no scope %i', async (scope) => {
    const [first] = await registered(lab, 1);
    const outcome = await reserveOut(first!.initiator, outAction.reserve, parameters(1n, 0n), { type: 1, scope });
    expect(outcome).toMatchObject(refusedInCdb(2, 7));
  });

  it('refuse lists of another length than 24', async () => {
    const [first] = await registered(lab, 1);
    for (const list of [parameters(1n, 0n).subarray(0, 23), Buffer.concat([parameters(1n, 0n), Buffer.alloc(1)])])
      expect(await reserveOut(first!.initiator, outAction.reserve, list, { type: 1 })).toMatchObject(parameterListLengthError);
    const short = await first!.initiator.command(persistentReserveOut(outAction.reserve, { type: 1 }), {
      write: parameters(1n, 0n).subarray(0, 16),
    });
    expect(short).toMatchObject({ status: 2 });
    expect(await reservationOf(first!.initiator)).toBeUndefined();
  });

  it.each<[string, number, number, number]>([
    ['a bit beside the flags', 20, 0x10, 4],
    ['a bit of the byte behind them', 21, 0x80, 7],
  ])('refuse %s', async (_, byte, value, bit) => {
    const [first] = await registered(lab, 1);
    const list = parameters(1n, 0n);
    list[byte] = value;
    expect(await reserveOut(first!.initiator, outAction.reserve, list, { type: 1 })).toMatchObject(refusedInList(byte, bit));
  });
});

describe('CLEAR (SPC-4 §5.13.11.2.7)', () => {
  it('leaves nothing, and tells those who were registered', async () => {
    const [first, second] = await registered(lab, 2, type.exclusiveAccess);
    const { generation } = await keysOf(first!.initiator);
    expect(await reserveOut(second!.initiator, outAction.clear, parameters(2n, 0n))).toMatchObject(good);
    expect(await keysOf(second!.initiator)).toEqual({ generation: generation + 1, keys: [] });
    expect(await reservationOf(second!.initiator)).toBeUndefined();
    expect(await acknowledgeAttentions(first!.initiator)).toEqual([attention.reservationsPreempted]);
  });
});

describe('PREEMPT (SPC-4 §5.13.11.2.4)', () => {
  it.each(everyType)('takes a reservation of type %i, for another type', async (reservationType) => {
    const [first, second, third] = await registered(lab, 3, reservationType);
    const all = ofAllRegistrants.includes(reservationType);
    const newType = everyType.find((one) => one !== reservationType && !ofAllRegistrants.includes(one))!;
    const { generation } = await keysOf(first!.initiator);
    const list = parameters(2n, all ? 0n : 1n);
    expect(await reserveOut(second!.initiator, outAction.preempt, list, { type: newType })).toMatchObject(good);
    expect(await keysOf(second!.initiator)).toEqual({ generation: generation + 1, keys: all ? [2n] : [2n, 3n] });
    expect(await reservationOf(second!.initiator)).toEqual({ key: 2n, scope: 0, type: newType });
    expect(await acknowledgeAttentions(first!.initiator)).toEqual([attention.registrationsPreempted]);
    // Those left registered are told that the type is another now.
    const told = all ? [attention.registrationsPreempted] : [attention.released];
    expect(await acknowledgeAttentions(third!.initiator)).toEqual(told);
    expect(await acknowledgeAttentions(second!.initiator)).toEqual([]);
  });

  it('of one that is no holder removes its registration alone', async () => {
    const [first, second, third] = await registered(lab, 3, type.writeExclusive);
    expect(await reserveOut(second!.initiator, outAction.preempt, parameters(2n, 3n), { type: type.exclusiveAccess })).toMatchObject(good);
    expect((await keysOf(first!.initiator)).keys).toEqual([1n, 2n]);
    expect(await reservationOf(first!.initiator)).toEqual({ key: 1n, scope: 0, type: type.writeExclusive });
    expect(await acknowledgeAttentions(third!.initiator)).toEqual([attention.registrationsPreempted]);
    expect(await acknowledgeAttentions(first!.initiator)).toEqual([]);
  });

  it('of nobody is a conflict, and of key 0 refused where one host holds the reservation', async () => {
    const [first, second] = await registered(lab, 2, type.writeExclusive);
    expect(await reserveOut(second!.initiator, outAction.preempt, parameters(2n, 9n), { type: 1 })).toMatchObject(conflict);
    expect(await reserveOut(second!.initiator, outAction.preempt, parameters(2n, 0n), { type: 1 })).toMatchObject(refusedInList(8));
    expect((await keysOf(first!.initiator)).keys).toEqual([1n, 2n]);
  });

  it('with its own key and type is the holder’s as it was, less whoever shares the key', async () => {
    const [first, second] = await registered(lab, 2, type.exclusiveAccess);
    await reserveOut(second!.initiator, outAction.register, parameters(2n, 1n));
    expect(await reserveOut(first!.initiator, outAction.preempt, parameters(1n, 1n), { type: type.writeExclusive })).toMatchObject(good);
    expect(await reservationOf(first!.initiator)).toEqual({ key: 1n, scope: 0, type: type.writeExclusive });
    expect((await keysOf(first!.initiator)).keys).toEqual([1n]);
    expect(await acknowledgeAttentions(second!.initiator)).toEqual([attention.registrationsPreempted]);
  });
});

describe('PREEMPT AND ABORT (SPC-4 §5.13.11.2.6)', () => {
  const solicitedOnly = { InitialR2T: 'Yes', ImmediateData: 'No' };

  it('ends the tasks of whom it preempts and nobody else’s, with TASK ABORTED where TAS says so, and allows what they prevented', async () => {
    const victim = await lab.attach({ targetName, offers: solicitedOnly });
    const other = await lab.attach({ targetName, offers: solicitedOnly });
    await reserveOut(victim, outAction.register, parameters(0n, 1n));
    await reserveOut(other, outAction.register, parameters(0n, 2n));
    const control = Buffer.from((await other.command(cdb.modeSense6(0x0a, { noDescriptor: true }), { read: 255 })).data).fill(0, 0, 4);
    control[4]! &= 0x7f;
    control[2] = 0x10;
    const select = async (taskAbortedStatus: boolean): Promise<void> => {
      control[4 + 5] = taskAbortedStatus ? 0x40 : 0;
      await expectGood(other, [cdb.modeSelect6(control.length), { write: control }]);
    };
    await select(true);
    await acknowledgeAttentions(victim);
    await reserveOut(victim, outAction.reserve, parameters(1n, 0n), { type: type.exclusiveAccessRegistrantsOnly });
    await expectGood(victim, [cdb.preventAllow(1)], [cdb.rewind()]);
    const { task, r2t } = await asked(victim);
    const outcome = await reserveOut(other, outAction.preemptAndAbort, parameters(2n, 1n), { type: type.exclusiveAccessRegistrantsOnly });
    expect(outcome).toMatchObject(good);
    task.answer(r2t);
    expect((await task.completion).status).toBe(0x40);
    expect(await acknowledgeAttentions(victim)).toEqual([attention.registrationsPreempted]);
    await expectGood(other, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    await select(false);
  });
});
