/**
 * Text Response PDU (RFC 7143 §11.11).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   24h
 *     1        F   C   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     48–      keys in text format
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

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

export function decodeTextResponse(header: Uint8Array, data: ByteList): TextResponsePdu {
  return {
    opcode: Opcode.textResponse,
    final: (header[1]! & 0x80) !== 0,
    continues: (header[1]! & 0x40) !== 0,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    data,
  };
}

export function encodeTextResponse(pdu: TextResponsePdu, header: Uint8Array): void {
  header[0] = Opcode.textResponse;
  header[1] = (pdu.final ? 0x80 : 0) | (pdu.continues ? 0x40 : 0);
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
}
