/** SCSI Command PDU (RFC 7143 §11.3). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

/** ATTR (§11.3.1). */
export const TaskAttributeCode = { untagged: 0, simple: 1, ordered: 2, headOfQueue: 3, aca: 4 } as const;

/** An additional header segment (§11.2.2): 1 = extended CDB, 2 = bidirectional read expected data transfer length. */
export interface AdditionalHeaderSegment {
  readonly type: number;
  /** After the type byte: AHSLength bytes without padding. */
  readonly bytes: Uint8Array;
}

export interface ScsiCommandPdu {
  readonly opcode: typeof Opcode.scsiCommand;
  readonly immediate: boolean;
  readonly final: boolean;
  readonly read: boolean;
  readonly write: boolean;
  /** 3 bits; see TaskAttributeCode. */
  readonly attribute: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly expectedDataTransferLength: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  /** 16 bytes; longer CDBs continue in an extended CDB segment. */
  readonly cdb: Uint8Array;
  readonly additionalHeaderSegments: readonly AdditionalHeaderSegment[];
  /** Immediate data. */
  readonly data: ByteList;
}
