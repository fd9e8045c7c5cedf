/** Asynchronous Message PDU (RFC 7143 §11.9). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

/** AsyncEvent (§11.9.1). */
export const AsyncEvent = {
  scsi: 0,
  logoutRequest: 1,
  connectionDropped: 2,
  allConnectionsDropped: 3,
  negotiationRequest: 4,
  taskTermination: 5,
} as const;

export interface AsyncMessagePdu {
  readonly opcode: typeof Opcode.asyncMessage;
  readonly lun: bigint;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly asyncEvent: number;
  readonly asyncVCode: number;
  readonly parameter1: number;
  readonly parameter2: number;
  readonly parameter3: number;
  readonly data: ByteList;
}
