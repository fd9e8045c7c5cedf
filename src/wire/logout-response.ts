/**
 * Logout Response PDU (RFC 7143 §11.15).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   26h
 *     1        1   .   .   .   .   .   .   .
 *     2        Response
 *     16–19    Initiator Task Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     40–41    Time2Wait
 *     42–43    Time2Retain
 */
import { putUint16, putUint32, uint16At, uint32At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

/** Response (§11.15.1). */
export const LogoutResponseCode = { closed: 0, cidNotFound: 1, recoveryNotSupported: 2, cleanupFailed: 3 } as const;

export interface LogoutResponsePdu {
  readonly opcode: typeof Opcode.logoutResponse;
  readonly response: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  /** Seconds. */
  readonly time2Wait: number;
  readonly time2Retain: number;
}

export function decodeLogoutResponse(header: Uint8Array): LogoutResponsePdu {
  return {
    opcode: Opcode.logoutResponse,
    response: header[2]!,
    initiatorTaskTag: uint32At(header, 16),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    time2Wait: uint16At(header, 40),
    time2Retain: uint16At(header, 42),
  };
}

export function encodeLogoutResponse(pdu: LogoutResponsePdu, header: Uint8Array): void {
  header[0] = Opcode.logoutResponse;
  header[1] = 0x80;
  header[2] = pdu.response;
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint16(header, 40, pdu.time2Wait);
  putUint16(header, 42, pdu.time2Retain);
}
