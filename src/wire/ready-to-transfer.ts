/** Ready To Transfer (R2T) PDU (RFC 7143 §11.8). */
import type { Opcode } from './opcode.ts';

export interface ReadyToTransferPdu {
  readonly opcode: typeof Opcode.readyToTransfer;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  /** The next StatSN; not advanced by an R2T. */
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly r2tSn: number;
  readonly bufferOffset: number;
  readonly desiredDataTransferLength: number;
}
