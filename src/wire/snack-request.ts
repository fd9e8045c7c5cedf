/** SNACK Request PDU (RFC 7143 §11.16). */
import type { Opcode } from './opcode.ts';

export interface SnackRequestPdu {
  readonly opcode: typeof Opcode.snackRequest;
  /** 4 bits: 0 Data/R2T, 1 Status, 2 DataACK, 3 R-Data. */
  readonly type: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly expStatSn: number;
  readonly begRun: number;
  readonly runLength: number;
}
