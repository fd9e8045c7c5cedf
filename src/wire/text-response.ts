/** Text Response PDU (RFC 7143 §11.11). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

export interface TextResponsePdu {
  readonly opcode: typeof Opcode.textResponse;
  readonly final: boolean;
  /** The C bit. */
  readonly continues: boolean;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly data: ByteList;
}
