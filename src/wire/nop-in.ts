/** NOP-In PDU (RFC 7143 §11.19). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

export interface NopInPdu {
  readonly opcode: typeof Opcode.nopIn;
  readonly lun: bigint;
  /** RESERVED_TAG for a ping of the target's own. */
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly data: ByteList;
}
