/**
 * NOP-Out PDU (RFC 7143 §11.18): an initiator's ping, or its answer to ours.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   00h
 *     1        1   .   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 *     48–      ping data
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

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

export function decodeNopOut(header: Uint8Array, data: ByteList): NopOutPdu {
  return {
    opcode: Opcode.nopOut,
    immediate: (header[0]! & 0x40) !== 0,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
    data,
  };
}

export function encodeNopOut(pdu: NopOutPdu, header: Uint8Array): void {
  header[0] = Opcode.nopOut | (pdu.immediate ? 0x40 : 0);
  header[1] = 0x80;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
}
