/** Logout Response PDU (RFC 7143 §11.15). */
import type { Opcode } from './opcode.ts';

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
