/** NOP-Out PDU (RFC 7143 §11.18). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

export interface NopOutPdu {
  readonly opcode: typeof Opcode.nopOut;
  readonly immediate: boolean;
  readonly lun: bigint;
  /** RESERVED_TAG: no answer is wanted. */
  readonly initiatorTaskTag: number;
  /** RESERVED_TAG unless it answers a NOP-In. */
  readonly targetTransferTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly data: ByteList;
}
