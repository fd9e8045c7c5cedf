/**
 * NOP-In PDU (RFC 7143 §11.19): the answer to a NOP-Out, or a ping of the target's own.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   20h
 *     1        1   .   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     48–      returned ping data
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

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

export function decodeNopIn(header: Uint8Array, data: ByteList): NopInPdu {
  return {
    opcode: Opcode.nopIn,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    data,
  };
}

export function encodeNopIn(pdu: NopInPdu, header: Uint8Array): void {
  header[0] = Opcode.nopIn;
  header[1] = 0x80;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
}
