/** Text Request PDU (RFC 7143 §11.10). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

export interface TextRequestPdu {
  readonly opcode: typeof Opcode.textRequest;
  readonly immediate: boolean;
  readonly final: boolean;
  /** The C bit. */
  readonly continues: boolean;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly data: ByteList;
}
