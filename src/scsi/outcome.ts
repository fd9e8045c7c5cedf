/** How a command of ours ends: values that a command row returns, which the logical unit turns into status, sense bytes and data. */
import { ByteList } from '../foundation/byte-list.ts';
import type { Sense } from './sense.ts';
import { Status } from './status.ts';

/** `data` is what the device presents before its status; the allocation length of the CDB has been applied already. */
export interface Outcome {
  readonly status: Status;
  readonly sense?: Sense;
  readonly data?: ByteList;
}

export const good: Outcome = { status: Status.good };
export const goodWith = (data: ByteList): Outcome => ({ status: Status.good, data });
/** GOOD with as much of the data as the CDB's ALLOCATION LENGTH has room for (SPC-4 §4.3.4.6). */
export const goodUpTo = (allocationLength: number, data: Uint8Array): Outcome => goodWith(ByteList.of(data.subarray(0, allocationLength)));
/** CHECK CONDITION; `data` for a READ that transfers what it has and then reports. */
export const checkCondition = (sense: Sense, data?: ByteList): Outcome =>
  data === undefined ? { status: Status.checkCondition, sense } : { status: Status.checkCondition, sense, data };
