/** PERSISTENT RESERVE IN and OUT as a host's bytes, for the tests of both. */
import type { LogicalUnit } from '../../../../src/scsi/logical-unit.ts';
import type { Nexus } from '../../../../src/scsi/target.ts';
import { run } from '../fake-device.ts';

const hex = (value: number | bigint, bytes: number): string => value.toString(16).padStart(bytes * 2, '0');
const codes = {
  register: 0,
  reserve: 1,
  release: 2,
  clear: 3,
  preempt: 4,
  'preempt and abort': 5,
  ignore: 6,
  move: 7,
  'replace lost': 8,
} as const;

export interface OutOptions {
  readonly key?: bigint;
  readonly action?: bigint;
  readonly type?: number;
  readonly scope?: number;
  /** Bytes 16 to 23 and what follows, in hexadecimal. */
  readonly rest?: string;
  /** Less or more than there is. */
  readonly length?: number;
}

export async function out(unit: LogicalUnit, nexus: Nexus, action: keyof typeof codes, options: OutOptions = {}): Promise<string> {
  const { key = 0n, action: actionKey = 0n, type = 0, scope = 0, rest = '0000000000000000' } = options;
  const data = new Uint8Array(Buffer.from(hex(key, 8) + hex(actionKey, 8) + rest.replaceAll(' ', ''), 'hex'));
  const cdb = `5f${hex(codes[action], 1)}${hex((scope << 4) | type, 1)}0000${hex(options.length ?? data.length, 4)}00`;
  return (await run(unit, cdb, { nexus, data })).outcome;
}

/** What a service action of PERSISTENT RESERVE IN returns, in hexadecimal. */
export async function read(unit: LogicalUnit, nexus: Nexus, action: number, allocationLength = 0xffff): Promise<string> {
  const { outcome, received } = await run(unit, `5e${hex(action, 1)}0000000000${hex(allocationLength, 2)}00`, { nexus });
  return received === undefined ? outcome : Buffer.from(received).toString('hex');
}
