/**
 * Persistent reservations of ports that did not ask themselves (SPC-4 §5.13.7, §5.13.8: SPEC_I_PT, REGISTER AND MOVE), and through a loss of power
 * (§5.13.5: APTPL).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { startDrives } from './drives.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { newIsid } from './login.ts';
import {
  capabilitiesOf,
  flag,
  keysOf,
  moveParameters,
  outAction,
  parameters,
  reservationOf,
  reserveOut,
  transportId,
  transportIds,
  type,
} from './persistent-reservation.ts';
import {
  clearAll,
  conflict,
  everyType,
  good,
  type Host,
  host,
  ofAllRegistrants,
  parameterListLengthError,
  refusedInCdb,
  refusedInList,
  registered,
} from './reservation-hosts.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'PRP001L8', capacityBytes: 4 * 2 ** 20 } } });
});
afterEach(async () => {
  await clearAll(lab);
  await lab.hangUp();
});
afterAll(() => lab.stop());

describe('SPEC_I_PT and ALL_TG_PT (SPC-4 §5.13.7, §6.16.3)', () => {
  it('registers the ports that are listed along with the sender’s', async () => {
    const [one, two] = [await host(lab), await host(lab)];
    const absent = newIsid();
    const behind = transportIds(transportId(two.isid), transportId(absent));
    const flags = flag.specifyInitiatorPorts | flag.allTargetPorts;
    expect(await reserveOut(one.initiator, outAction.register, parameters(0n, 9n, { flags, behind }))).toMatchObject(good);
    expect((await keysOf(two.initiator)).keys).toEqual([9n, 9n, 9n]);
    expect(await reserveOut(two.initiator, outAction.reserve, parameters(9n, 0n), { type: 1 })).toMatchObject(good);
    const late = await host(lab, absent);
    expect(await reserveOut(late.initiator, outAction.register, parameters(9n, 10n))).toMatchObject(good);
  });

  it.each<[string, (two: Host) => Uint8Array, object]>([
    ['a port twice registered', ({ isid }) => transportIds(transportId(newIsid()), transportId(isid)), {}],
    ['a list longer than it says', () => Buffer.concat([transportIds(transportId(newIsid())), Buffer.alloc(4)]), parameterListLengthError],
    ['a list shorter than it says', () => transportIds(transportId(newIsid())).subarray(0, -4), parameterListLengthError],
    ['no list at all', () => new Uint8Array(), parameterListLengthError],
  ])('refuses %s, and registers nobody', async (_, list, answer) => {
    const [two] = await registered(lab, 1);
    const one = await host(lab);
    const flags = flag.specifyInitiatorPorts;
    const outcome = await reserveOut(one.initiator, outAction.register, parameters(0n, 9n, { flags, behind: Buffer.from(list(two!)) }));
    expect(outcome).toMatchObject({ status: 2, sense: { key: 5 }, ...answer });
    if (Object.keys(answer).length === 0) expect(outcome).toMatchObject(refusedInList(28 + transportId(two!.isid).length));
    expect((await keysOf(one.initiator)).keys).toEqual([1n]);
  });

  it('refuses a TransportID of another protocol at its byte', async () => {
    const one = await host(lab);
    const id = transportId(newIsid());
    id[0] = 0x46;
    const behind = transportIds(id);
    const flags = flag.specifyInitiatorPorts;
    const answer = refusedInList(28, 3);
    expect(await reserveOut(one.initiator, outAction.register, parameters(0n, 9n, { flags, behind }))).toMatchObject(answer);
  });

  it('belongs to REGISTER by one that is not registered, and to nothing else', async () => {
    const [one] = await registered(lab, 1);
    const list = (key: bigint, other: bigint) =>
      parameters(key, other, { flags: flag.specifyInitiatorPorts, behind: transportIds(transportId(newIsid())) });
    for (const action of [outAction.register, outAction.registerAndIgnore, outAction.reserve, outAction.clear])
      expect(await reserveOut(one!.initiator, action, list(1n, 2n), { type: 1 }), String(action)).toMatchObject(refusedInList(20, 3));
    expect((await keysOf(one!.initiator)).keys).toEqual([1n]);
  });
});

describe('REGISTER AND MOVE (SPC-4 §5.13.8)', () => {
  it.each([false, true])('gives the reservation to another port; UNREG=%s', async (unregister) => {
    const [first] = await registered(lab, 1, type.exclusiveAccess);
    const heir = await host(lab);
    const { generation } = await keysOf(first!.initiator);
    const list = moveParameters(1n, 5n, transportId(heir.isid), { unregister });
    expect(await reserveOut(first!.initiator, outAction.registerAndMove, list)).toMatchObject(good);
    expect(await keysOf(heir.initiator)).toEqual({ generation: generation + 1, keys: unregister ? [5n] : [1n, 5n] });
    expect(await reservationOf(heir.initiator)).toEqual({ key: 5n, scope: 0, type: type.exclusiveAccess });
    await expectGood(heir.initiator, [cdb.rewind()]);
    expect(await first!.initiator.command(cdb.rewind())).toMatchObject(conflict);
  });

  it.each<[string, (own: Host, other: Host) => Uint8Array, object]>([
    ['to itself', (own) => moveParameters(1n, 5n, transportId(own.isid)), refusedInList(24)],
    ['with key 0', (_, other) => moveParameters(1n, 0n, transportId(other.isid)), refusedInList(8)],
    [
      'to a target port that is not there',
      (_, other) => moveParameters(1n, 5n, transportId(other.isid), { relativeTargetPort: 2 }),
      refusedInList(18),
    ],
    ['with a key that is not its own', (_, other) => moveParameters(2n, 5n, transportId(other.isid)), conflict],
    ['with half a TransportID', (_, other) => moveParameters(1n, 5n, transportId(other.isid)).subarray(0, 40), parameterListLengthError],
  ])('is refused %s, and nothing moves', async (_, list, answer) => {
    const [first] = await registered(lab, 1, type.exclusiveAccess);
    const outcome = await reserveOut(first!.initiator, outAction.registerAndMove, list(first!, await host(lab)));
    expect(outcome).toMatchObject(answer);
    expect((await keysOf(first!.initiator)).keys).toEqual([1n]);
    expect(await reservationOf(first!.initiator)).toEqual({ key: 1n, scope: 0, type: type.exclusiveAccess });
  });

  it('has nothing to move without a reservation, and nobody to move it from where all hold it', async () => {
    const [first, second] = await registered(lab, 2);
    const list = moveParameters(1n, 5n, transportId(newIsid()));
    expect(await reserveOut(first!.initiator, outAction.registerAndMove, list)).toMatchObject(refusedInCdb(1, 4));
    await reserveOut(first!.initiator, outAction.reserve, parameters(1n, 0n), { type: type.writeExclusiveAllRegistrants });
    expect(await reserveOut(first!.initiator, outAction.registerAndMove, list)).toMatchObject(conflict);
    await reserveOut(second!.initiator, outAction.release, parameters(2n, 0n), { type: type.writeExclusiveAllRegistrants });
    await reserveOut(second!.initiator, outAction.reserve, parameters(2n, 0n), { type: type.writeExclusive });
    await acknowledgeAttentions(first!.initiator);
    expect(await reserveOut(first!.initiator, outAction.registerAndMove, list)).toMatchObject(conflict);
  });
});

describe('APTPL (SPC-4 §5.13.5)', () => {
  it.each(everyType)('keeps a reservation of type %i through a loss of power', async (reservationType) => {
    const one = await host(lab);
    const other = await host(lab);
    await reserveOut(one.initiator, outAction.register, parameters(0n, 1n));
    const flags = flag.activatePersist;
    expect(await reserveOut(other.initiator, outAction.register, parameters(0n, 2n, { flags }))).toMatchObject(good);
    await reserveOut(one.initiator, outAction.reserve, parameters(1n, 0n), { type: reservationType });
    await lab.restart();
    const stranger = await host(lab);
    expect(await keysOf(stranger.initiator)).toEqual({ generation: 0, keys: [1n, 2n] });
    const key = ofAllRegistrants.includes(reservationType) ? 0n : 1n;
    expect(await reservationOf(stranger.initiator)).toEqual({ key, scope: 0, type: reservationType });
    expect(await stranger.initiator.command(cdb.erase())).toMatchObject(conflict);
    const again = await host(lab, one.isid);
    await expectGood(again.initiator, [cdb.erase()]);
  });

  it('is taken back by the next registration without it', async () => {
    const one = await host(lab);
    await reserveOut(one.initiator, outAction.register, parameters(0n, 1n, { flags: flag.activatePersist }));
    await reserveOut(one.initiator, outAction.reserve, parameters(1n, 0n), { type: 1 });
    await reserveOut((await host(lab)).initiator, outAction.register, parameters(0n, 2n));
    expect((await capabilitiesOf(one.initiator))[3]! & 1).toBe(0);
    await lab.restart();
    const again = await host(lab, one.isid);
    expect(await keysOf(again.initiator)).toEqual({ generation: 0, keys: [] });
    expect(await reservationOf(again.initiator)).toBeUndefined();
  });
});
