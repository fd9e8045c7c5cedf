/** Task Management Function Response PDU (RFC 7143 §11.6). */
import type { Opcode } from './opcode.ts';

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
