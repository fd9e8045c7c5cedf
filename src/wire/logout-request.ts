/** Logout Request PDU (RFC 7143 §11.14). */
import type { Opcode } from './opcode.ts';

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
