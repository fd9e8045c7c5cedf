/**
 * SCSI Command PDU (RFC 7143 §11.3).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   01h
 *     1        F   R   W   .   .   ATTR
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Expected Data Transfer Length
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 *     32–47    CDB
 *     48–      additional header segments, then immediate data
 */
import { copyOf, putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import type { AdditionalHeaderSegment } from './additional-header.ts';
import { Opcode } from './opcode.ts';

export type { AdditionalHeaderSegment } from './additional-header.ts';

/** ATTR (§11.3.1). */
export const TaskAttributeCode = { untagged: 0, simple: 1, ordered: 2, headOfQueue: 3, aca: 4 } as const;

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

export function decodeScsiCommand(
  header: Uint8Array,
  data: ByteList,
  additionalHeaderSegments: readonly AdditionalHeaderSegment[],
): ScsiCommandPdu {
  const flags = header[1]!;
  return {
    opcode: Opcode.scsiCommand,
    immediate: (header[0]! & 0x40) !== 0,
    final: (flags & 0x80) !== 0,
    read: (flags & 0x40) !== 0,
    write: (flags & 0x20) !== 0,
    attribute: flags & 0x07,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    expectedDataTransferLength: uint32At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
    cdb: copyOf(header, 32, 48),
    additionalHeaderSegments,
    data,
  };
}

export function encodeScsiCommand(pdu: ScsiCommandPdu, header: Uint8Array): void {
  header[0] = Opcode.scsiCommand | (pdu.immediate ? 0x40 : 0);
  header[1] = (pdu.final ? 0x80 : 0) | (pdu.read ? 0x40 : 0) | (pdu.write ? 0x20 : 0) | pdu.attribute;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.expectedDataTransferLength);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
  header.set(pdu.cdb, 32);
}
