/** SCSI Data-Out PDU (RFC 7143 §11.7). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

export interface DataOutPdu {
  readonly opcode: typeof Opcode.dataOut;
  readonly final: boolean;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  /** RESERVED_TAG for unsolicited data. */
  readonly targetTransferTag: number;
  readonly expStatSn: number;
  readonly dataSn: number;
  readonly bufferOffset: number;
  readonly data: ByteList;
}
