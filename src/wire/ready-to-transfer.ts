/**
 * Ready To Transfer (R2T) PDU (RFC 7143 §11.8).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   31h
 *     1        1   .   .   .   .   .   .   .
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36–39    R2TSN
 *     40–43    Buffer Offset
 *     44–47    Desired Data Transfer Length
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

export interface ReadyToTransferPdu {
  readonly opcode: typeof Opcode.readyToTransfer;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  /** The next StatSN; not advanced by an R2T. */
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly r2tSn: number;
  readonly bufferOffset: number;
  readonly desiredDataTransferLength: number;
}

export function decodeReadyToTransfer(header: Uint8Array): ReadyToTransferPdu {
  return {
    opcode: Opcode.readyToTransfer,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    r2tSn: uint32At(header, 36),
    bufferOffset: uint32At(header, 40),
    desiredDataTransferLength: uint32At(header, 44),
  };
}

export function encodeReadyToTransfer(pdu: ReadyToTransferPdu, header: Uint8Array): void {
  header[0] = Opcode.readyToTransfer;
  header[1] = 0x80;
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint32(header, 36, pdu.r2tSn);
  putUint32(header, 40, pdu.bufferOffset);
  putUint32(header, 44, pdu.desiredDataTransferLength);
}
