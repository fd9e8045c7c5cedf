/**
 * SCSI Data-Out PDU (RFC 7143 §11.7).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   05h
 *     1        F   .   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     28–31    ExpStatSN
 *     36–39    DataSN
 *     40–43    Buffer Offset
 *     48–      data
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

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

export function decodeDataOut(header: Uint8Array, data: ByteList): DataOutPdu {
  return {
    opcode: Opcode.dataOut,
    final: (header[1]! & 0x80) !== 0,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    expStatSn: uint32At(header, 28),
    dataSn: uint32At(header, 36),
    bufferOffset: uint32At(header, 40),
    data,
  };
}

export function encodeDataOut(pdu: DataOutPdu, header: Uint8Array): void {
  header[0] = Opcode.dataOut;
  header[1] = pdu.final ? 0x80 : 0;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 28, pdu.expStatSn);
  putUint32(header, 36, pdu.dataSn);
  putUint32(header, 40, pdu.bufferOffset);
}
