/** SCSI Data-In PDU (RFC 7143 §11.7). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';
import type { Residual } from './scsi-response.ts';

export interface DataInPdu {
  readonly opcode: typeof Opcode.dataIn;
  readonly final: boolean;
  readonly acknowledge: boolean;
  /** The S bit: `status`, `residual` and `statSn` are meaningful. */
  readonly hasStatus: boolean;
  readonly residual: Residual;
  readonly status: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly dataSn: number;
  readonly bufferOffset: number;
  readonly data: ByteList;
}
