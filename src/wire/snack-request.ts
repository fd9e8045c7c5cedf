/**
 * SNACK Request PDU (RFC 7143 §11.16).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   10h
 *     1        1   .   .   .   Type
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag or SNACK Tag
 *     28–31    ExpStatSN
 *     40–43    BegRun or ExpDataSN
 *     44–47    RunLength
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

export interface SnackRequestPdu {
  readonly opcode: typeof Opcode.snackRequest;
  /** 4 bits: 0 Data/R2T, 1 Status, 2 DataACK, 3 R-Data. */
  readonly type: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly expStatSn: number;
  readonly begRun: number;
  readonly runLength: number;
}

export function decodeSnackRequest(header: Uint8Array): SnackRequestPdu {
  return {
    opcode: Opcode.snackRequest,
    type: header[1]! & 0x0f,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    expStatSn: uint32At(header, 28),
    begRun: uint32At(header, 40),
    runLength: uint32At(header, 44),
  };
}

export function encodeSnackRequest(pdu: SnackRequestPdu, header: Uint8Array): void {
  header[0] = Opcode.snackRequest;
  header[1] = 0x80 | pdu.type;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 28, pdu.expStatSn);
  putUint32(header, 40, pdu.begRun);
  putUint32(header, 44, pdu.runLength);
}
