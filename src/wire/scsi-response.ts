/** SCSI Response PDU (RFC 7143 §11.4). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

/** What became of the data that was expected (§11.4.5): the same two bits and count in SCSI Response and Data-In. */
export interface Residual {
  readonly kind: 'none' | 'overflow' | 'underflow';
  readonly count: number;
}
export const noResidual: Residual = { kind: 'none', count: 0 };

export interface ScsiResponsePdu {
  readonly opcode: typeof Opcode.scsiResponse;
  readonly bidirectionalReadResidual: Residual;
  readonly residual: Residual;
  /** 0 = command completed at target, 1 = target failure (§11.4.3). */
  readonly response: number;
  readonly status: number;
  readonly initiatorTaskTag: number;
  readonly snackTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  /** Number of Data-In and R2T PDUs sent for the command. */
  readonly expDataSn: number;
  /** SenseLength (2 bytes) and sense data, then response data (§11.4.7); see `senseSegment`. */
  readonly data: ByteList;
}
