/**
 * Logout Request PDU (RFC 7143 §11.14).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   06h
 *     1        1   Reason Code
 *     16–19    Initiator Task Tag
 *     20–21    CID
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 */
import { putUint16, putUint32, uint16At, uint32At } from '../foundation/big-endian.ts';
import { Opcode } from './opcode.ts';

/** Reason Code (§11.14.1). */
export const LogoutReason = { closeSession: 0, closeConnection: 1, removeConnectionForRecovery: 2 } as const;

export interface LogoutRequestPdu {
  readonly opcode: typeof Opcode.logoutRequest;
  readonly immediate: boolean;
  /** 7 bits. */
  readonly reason: number;
  readonly initiatorTaskTag: number;
  readonly connectionId: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
}

export function decodeLogoutRequest(header: Uint8Array): LogoutRequestPdu {
  return {
    opcode: Opcode.logoutRequest,
    immediate: (header[0]! & 0x40) !== 0,
    reason: header[1]! & 0x7f,
    initiatorTaskTag: uint32At(header, 16),
    connectionId: uint16At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
  };
}

export function encodeLogoutRequest(pdu: LogoutRequestPdu, header: Uint8Array): void {
  header[0] = Opcode.logoutRequest | (pdu.immediate ? 0x40 : 0);
  header[1] = 0x80 | pdu.reason;
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint16(header, 20, pdu.connectionId);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
}
