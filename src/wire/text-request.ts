/**
 * Text Request PDU (RFC 7143 §11.10).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   04h
 *     1        F   C   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 *     48–      keys in text format
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

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

export function decodeTextRequest(header: Uint8Array, data: ByteList): TextRequestPdu {
  return {
    opcode: Opcode.textRequest,
    immediate: (header[0]! & 0x40) !== 0,
    final: (header[1]! & 0x80) !== 0,
    continues: (header[1]! & 0x40) !== 0,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
    data,
  };
}

export function encodeTextRequest(pdu: TextRequestPdu, header: Uint8Array): void {
  header[0] = Opcode.textRequest | (pdu.immediate ? 0x40 : 0);
  header[1] = (pdu.final ? 0x80 : 0) | (pdu.continues ? 0x40 : 0);
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
}
