/**
 * Task Management Function Response PDU (RFC 7143 §11.6).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   22h
 *     1        1   .   .   .   .   .   .   .
 *     2        Response
 *     16–19    Initiator Task Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

/** RESPONSE (§11.6.1). */
export const TaskManagementResponseCode = {
  functionComplete: 0,
  taskDoesNotExist: 1,
  lunDoesNotExist: 2,
  taskStillAllegiant: 3,
  taskAllegianceReassignmentNotSupported: 4,
  functionNotSupported: 5,
  functionAuthorizationFailed: 6,
  functionRejected: 255,
} as const;

export interface TaskManagementResponsePdu {
  readonly opcode: typeof Opcode.taskManagementResponse;
  readonly response: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

export function decodeTaskManagementResponse(header: Uint8Array): TaskManagementResponsePdu {
  return {
    opcode: Opcode.taskManagementResponse,
    response: header[2]!,
    initiatorTaskTag: uint32At(header, 16),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
  };
}

export function encodeTaskManagementResponse(pdu: TaskManagementResponsePdu, header: Uint8Array): void {
  header[0] = Opcode.taskManagementResponse;
  header[1] = 0x80;
  header[2] = pdu.response;
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
}
