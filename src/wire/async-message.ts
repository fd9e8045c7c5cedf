/**
 * Asynchronous Message PDU (RFC 7143 §11.9).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   32h
 *     1        1   .   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    FFFFFFFFh
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36       AsyncEvent
 *     37       AsyncVCode
 *     38–39    Parameter1
 *     40–41    Parameter2
 *     42–43    Parameter3
 *     48–      sense data and event data
 */
import { putUint16, putUint32, putUint64, uint16At, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from './opcode.ts';

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

export function decodeAsyncMessage(header: Uint8Array, data: ByteList): AsyncMessagePdu {
  return {
    opcode: Opcode.asyncMessage,
    lun: uint64At(header, 8),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    asyncEvent: header[36]!,
    asyncVCode: header[37]!,
    parameter1: uint16At(header, 38),
    parameter2: uint16At(header, 40),
    parameter3: uint16At(header, 42),
    data,
  };
}

export function encodeAsyncMessage(pdu: AsyncMessagePdu, header: Uint8Array): void {
  header[0] = Opcode.asyncMessage;
  header[1] = 0x80;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, RESERVED_TAG);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  header[36] = pdu.asyncEvent;
  header[37] = pdu.asyncVCode;
  putUint16(header, 38, pdu.parameter1);
  putUint16(header, 40, pdu.parameter2);
  putUint16(header, 42, pdu.parameter3);
}
