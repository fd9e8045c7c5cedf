/** Hosts of one drive that register and reserve it, what they are answered when something is wrong, and how a test leaves nothing behind. */
import { expect } from 'vitest';
import { targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { newIsid } from './login.ts';
import { outAction, parameters, reserveOut, type } from './persistent-reservation.ts';

export const targetName = targetOf('drive');
export const good = { status: 0 };
export const conflict = { status: 0x18 };
export const attention = { released: 0x2a04, reservationsPreempted: 0x2a03, registrationsPreempted: 0x2a05 } as const;
export const refusedInList = (byte: number, bit: number | undefined = 7) => ({
  status: 2,
  sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte, bit } },
});
export const refusedInCdb = (byte: number, bit: number) => ({
  status: 2,
  sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte, bit } },
});
export const parameterListLengthError = { status: 2, sense: { key: 5, code: 0x1a00 } };

export interface Host {
  readonly initiator: Initiator;
  readonly isid: number;
}

export async function host(lab: LabUnderTest, isid = newIsid()): Promise<Host> {
  return { initiator: await lab.attach({ targetName, isid }), isid };
}

/** Hosts that are registered with the keys 1, 2, 3 …; the first of them has the drive by a reservation of the type given. */
export async function registered(lab: LabUnderTest, count: number, reservationType?: number): Promise<Host[]> {
  const hosts: Host[] = [];
  for (let key = 1n; key <= count; key++) {
    const one = await host(lab);
    expect(await reserveOut(one.initiator, outAction.register, parameters(0n, key))).toMatchObject(good);
    hosts.push(one);
  }
  if (reservationType !== undefined)
    expect(await reserveOut(hosts[0]!.initiator, outAction.reserve, parameters(1n, 0n), { type: reservationType })).toMatchObject(good);
  return hosts;
}

export const everyType = Object.values(type);
export const forOneAlone: readonly number[] = [type.writeExclusive, type.exclusiveAccess];
export const ofAllRegistrants: readonly number[] = [type.writeExclusiveAllRegistrants, type.exclusiveAccessAllRegistrants];

/** No registration is left, and no reservation. */
export async function clearAll(lab: LabUnderTest): Promise<void> {
  const { initiator } = await host(lab);
  await reserveOut(initiator, outAction.registerAndIgnore, parameters(0n, 0xffn));
  expect(await reserveOut(initiator, outAction.clear, parameters(0xffn, 0n))).toMatchObject({ status: 0 });
}
