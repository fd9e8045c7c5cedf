/** PERSISTENT RESERVE IN and OUT by hand (SPC-4 §6.15, §6.16), with the TransportID of an iSCSI initiator port (§7.6.4.6). */
import { expect } from 'vitest';
import type { Initiator } from './initiator.ts';
import { initiatorName } from './login.ts';
import type { Completion } from './task.ts';

export const inAction = { readKeys: 0, readReservation: 1, reportCapabilities: 2, readFullStatus: 3 } as const;
export const outAction = {
  register: 0,
  reserve: 1,
  release: 2,
  clear: 3,
  preempt: 4,
  preemptAndAbort: 5,
  registerAndIgnore: 6,
  registerAndMove: 7,
} as const;

/** TYPE of a reservation: for its holder alone, for those registered, held by all of those (§6.15.3.4). */
export const type = {
  writeExclusive: 1,
  exclusiveAccess: 3,
  writeExclusiveRegistrantsOnly: 5,
  exclusiveAccessRegistrantsOnly: 6,
  writeExclusiveAllRegistrants: 7,
  exclusiveAccessAllRegistrants: 8,
} as const;

export const persistentReserveIn = (action: number, length = 4096): Uint8Array =>
  Uint8Array.of(0x5e, action, 0, 0, 0, 0, 0, length >> 8, length & 0xff, 0);
export const persistentReserveOut = (action: number, { type = 0, scope = 0, length = 24 } = {}): Uint8Array =>
  Uint8Array.of(0x5f, action, (scope << 4) | type, 0, 0, 0, 0, length >> 8, length & 0xff, 0);

export const flag = { specifyInitiatorPorts: 0x08, allTargetPorts: 0x04, activatePersist: 0x01 } as const;

/** The basic parameter list (§6.16.3), with whatever comes behind it. */
export function parameters(
  key: bigint,
  serviceActionKey: bigint,
  { flags = 0, behind = new Uint8Array() }: { flags?: number; behind?: Uint8Array } = {},
): Buffer {
  const list = Buffer.alloc(24);
  list.writeBigUInt64BE(key, 0);
  list.writeBigUInt64BE(serviceActionKey, 8);
  list[20] = flags;
  return Buffer.concat([list, behind]);
}

/** Name, separator and ISID, null-terminated and padded to a multiple of four. */
export function transportId(isid: number, name = initiatorName): Buffer {
  const port = `${name},i,0x${isid.toString(16).padStart(12, '0')}`;
  const id = Buffer.alloc(4 + Math.max(20, Math.ceil((port.length + 1) / 4) * 4));
  id[0] = 0x45;
  id.writeUInt16BE(id.length - 4, 2);
  id.write(port, 4, 'latin1');
  return id;
}

/** ADDITIONAL TRANSPORTID LIST LENGTH and the list (§6.16.3). */
export function transportIds(...ids: readonly Uint8Array[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(ids.reduce((sum, id) => sum + id.length, 0));
  return Buffer.concat([length, ...ids]);
}

/** The list of REGISTER AND MOVE (§6.16.4). */
export function moveParameters(
  key: bigint,
  serviceActionKey: bigint,
  to: Uint8Array,
  { unregister = false, activatePersist = false, relativeTargetPort = 1 } = {},
): Buffer {
  const list = Buffer.alloc(24);
  list.writeBigUInt64BE(key, 0);
  list.writeBigUInt64BE(serviceActionKey, 8);
  list[17] = (unregister ? 2 : 0) | (activatePersist ? 1 : 0);
  list.writeUInt16BE(relativeTargetPort, 18);
  list.writeUInt32BE(to.length, 20);
  return Buffer.concat([list, to]);
}

export function reserveOut(
  initiator: Initiator,
  action: number,
  list: Uint8Array,
  options: { type?: number; scope?: number } = {},
): Promise<Completion> {
  return initiator.command(persistentReserveOut(action, { ...options, length: list.length }), { write: list });
}

async function reserveIn(initiator: Initiator, action: number): Promise<Buffer> {
  const { status, sense, data } = await initiator.command(persistentReserveIn(action), { read: 4096 });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  return Buffer.from(data);
}

/** The keys, in no order. */
export async function keysOf(initiator: Initiator): Promise<{ generation: number; keys: bigint[] }> {
  const data = await reserveIn(initiator, inAction.readKeys);
  expect(data.readUInt32BE(4)).toBe(data.length - 8);
  const keys = Array.from({ length: (data.length - 8) / 8 }, (_, at) => data.readBigUInt64BE(8 + 8 * at));
  return { generation: data.readUInt32BE(0), keys: keys.sort((a, b) => Number(a - b)) };
}

export async function reservationOf(initiator: Initiator): Promise<{ key: bigint; scope: number; type: number } | undefined> {
  const data = await reserveIn(initiator, inAction.readReservation);
  expect(data.readUInt32BE(4)).toBe(data.length - 8);
  if (data.length === 8) return undefined;
  expect(data.length).toBe(24);
  return { key: data.readBigUInt64BE(8), scope: data[21]! >> 4, type: data[21]! & 0x0f };
}

export interface FullStatus {
  readonly key: bigint;
  readonly allTargetPorts: boolean;
  readonly holder: boolean;
  readonly scopeAndType: number;
  readonly relativeTargetPort: number;
  readonly transportId: Buffer;
}

export async function fullStatusOf(initiator: Initiator): Promise<FullStatus[]> {
  const data = await reserveIn(initiator, inAction.readFullStatus);
  expect(data.readUInt32BE(4)).toBe(data.length - 8);
  const found: FullStatus[] = [];
  let at = 8;
  while (at < data.length) {
    const length = data.readUInt32BE(at + 20);
    found.push({
      key: data.readBigUInt64BE(at),
      allTargetPorts: (data[at + 12]! & 2) !== 0,
      holder: (data[at + 12]! & 1) !== 0,
      scopeAndType: data[at + 13]!,
      relativeTargetPort: data.readUInt16BE(at + 18),
      transportId: data.subarray(at + 24, at + 24 + length),
    });
    at += 24 + length;
  }
  expect(at).toBe(data.length);
  return found;
}

export async function capabilitiesOf(initiator: Initiator): Promise<Buffer> {
  const data = await reserveIn(initiator, inAction.reportCapabilities);
  expect([data.length, data.readUInt16BE(0)]).toEqual([8, 8]);
  return data;
}
