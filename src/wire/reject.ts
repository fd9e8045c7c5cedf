/**
 * Reject PDU (RFC 7143 §11.17).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   3Fh
 *     1        1   .   .   .   .   .   .   .
 *     2        Reason
 *     16–19    FFFFFFFFh
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36–39    DataSN or R2TSN
 *     48–      the header of the PDU in error
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from './opcode.ts';

/** Reason (§11.17.1). */
export const RejectReason = {
  dataDigestError: 0x02,
  snackReject: 0x03,
  protocolError: 0x04,
  commandNotSupported: 0x05,
  immediateCommandReject: 0x06,
  taskInProgress: 0x07,
  invalidDataAck: 0x08,
  invalidPduField: 0x09,
  outOfResources: 0x0a,
  negotiationReset: 0x0b,
  waitingForLogout: 0x0c,
} as const;

export interface RejectPdu {
  readonly opcode: typeof Opcode.reject;
  readonly reason: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly dataSn: number;
  /** The complete header of the PDU in error. */
  readonly data: ByteList;
}

export function decodeReject(header: Uint8Array, data: ByteList): RejectPdu {
  return {
    opcode: Opcode.reject,
    reason: header[2]!,
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    dataSn: uint32At(header, 36),
    data,
  };
}

export function encodeReject(pdu: RejectPdu, header: Uint8Array): void {
  header[0] = Opcode.reject;
  header[1] = 0x80;
  header[2] = pdu.reason;
  putUint32(header, 16, RESERVED_TAG);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint32(header, 36, pdu.dataSn);
}
