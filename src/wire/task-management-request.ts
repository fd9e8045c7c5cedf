/** Task Management Function Request PDU (RFC 7143 §11.5). */
import type { Opcode } from './opcode.ts';

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
