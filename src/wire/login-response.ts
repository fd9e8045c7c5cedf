/**
 * Login Response PDU (RFC 7143 §11.13).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   23h
 *     1        T   C   .   .   CSG     NSG
 *     2        Version-max
 *     3        Version-active
 *     8–13     ISID
 *     14–15    TSIH
 *     16–19    Initiator Task Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36       Status-Class
 *     37       Status-Detail
 *     48–      login parameters in text format
 */
import { copyOf, putUint16, putUint32, uint16At, uint32At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

/** Status-Class × 256 + Status-Detail (§11.13.5). */
export const LoginStatus = {
  success: 0x0000,
  targetMovedTemporarily: 0x0101,
  targetMovedPermanently: 0x0102,
  initiatorError: 0x0200,
  authenticationFailure: 0x0201,
  authorizationFailure: 0x0202,
  notFound: 0x0203,
  targetRemoved: 0x0204,
  unsupportedVersion: 0x0205,
  tooManyConnections: 0x0206,
  missingParameter: 0x0207,
  cannotIncludeInSession: 0x0208,
  sessionTypeNotSupported: 0x0209,
  sessionDoesNotExist: 0x020a,
  invalidDuringLogin: 0x020b,
  targetError: 0x0300,
  serviceUnavailable: 0x0301,
  outOfResources: 0x0302,
} as const;

export interface LoginResponsePdu {
  readonly opcode: typeof Opcode.loginResponse;
  readonly transit: boolean;
  readonly continues: boolean;
  readonly currentStage: number;
  readonly nextStage: number;
  readonly versionMax: number;
  readonly versionActive: number;
  readonly isid: Uint8Array;
  readonly tsih: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  /** Class and detail, as in LoginStatus. */
  readonly status: number;
  readonly data: ByteList;
}

export function decodeLoginResponse(header: Uint8Array, data: ByteList): LoginResponsePdu {
  const flags = header[1]!;
  return {
    opcode: Opcode.loginResponse,
    transit: (flags & 0x80) !== 0,
    continues: (flags & 0x40) !== 0,
    currentStage: (flags >> 2) & 0x03,
    nextStage: flags & 0x03,
    versionMax: header[2]!,
    versionActive: header[3]!,
    isid: copyOf(header, 8, 14),
    tsih: uint16At(header, 14),
    initiatorTaskTag: uint32At(header, 16),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    status: uint16At(header, 36),
    data,
  };
}

export function encodeLoginResponse(pdu: LoginResponsePdu, header: Uint8Array): void {
  header[0] = Opcode.loginResponse;
  header[1] = (pdu.transit ? 0x80 : 0) | (pdu.continues ? 0x40 : 0) | (pdu.currentStage << 2) | pdu.nextStage;
  header[2] = pdu.versionMax;
  header[3] = pdu.versionActive;
  header.set(pdu.isid, 8);
  putUint16(header, 14, pdu.tsih);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint16(header, 36, pdu.status);
}
