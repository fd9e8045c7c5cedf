/**
 * Task Management Function Request PDU (RFC 7143 §11.5).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   02h
 *     1        1   Function
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Referenced Task Tag
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 *     32–35    RefCmdSN
 *     36–39    ExpDataSN
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

/** FUNCTION (§11.5.1). */
export const TaskManagementFunctionCode = {
  abortTask: 1,
  abortTaskSet: 2,
  clearAca: 3,
  clearTaskSet: 4,
  logicalUnitReset: 5,
  targetWarmReset: 6,
  targetColdReset: 7,
  taskReassign: 8,
} as const;

export interface TaskManagementRequestPdu {
  readonly opcode: typeof Opcode.taskManagementRequest;
  readonly immediate: boolean;
  /** 7 bits. */
  readonly function: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly referencedTaskTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly refCmdSn: number;
  readonly expDataSn: number;
}

export function decodeTaskManagementRequest(header: Uint8Array): TaskManagementRequestPdu {
  return {
    opcode: Opcode.taskManagementRequest,
    immediate: (header[0]! & 0x40) !== 0,
    function: header[1]! & 0x7f,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    referencedTaskTag: uint32At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
    refCmdSn: uint32At(header, 32),
    expDataSn: uint32At(header, 36),
  };
}

export function encodeTaskManagementRequest(pdu: TaskManagementRequestPdu, header: Uint8Array): void {
  header[0] = Opcode.taskManagementRequest | (pdu.immediate ? 0x40 : 0);
  header[1] = 0x80 | pdu.function;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.referencedTaskTag);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
  putUint32(header, 32, pdu.refCmdSn);
  putUint32(header, 36, pdu.expDataSn);
}
