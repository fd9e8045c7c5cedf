/**
 * Login Request PDU (RFC 7143 §11.12).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   03h
 *     1        T   C   .   .   CSG     NSG
 *     2        Version-max
 *     3        Version-min
 *     8–13     ISID
 *     14–15    TSIH
 *     16–19    Initiator Task Tag
 *     20–21    CID
 *     24–27    CmdSN
 *     28–31    ExpStatSN
 *     48–      login parameters in text format
 */
import { copyOf, putUint16, putUint32, uint16At, uint32At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';

/** CSG and NSG (§11.12.3). */
export const LoginStage = { securityNegotiation: 0, loginOperationalNegotiation: 1, fullFeaturePhase: 3 } as const;

export interface LoginRequestPdu {
  readonly opcode: typeof Opcode.loginRequest;
  /** The I bit; always set by conforming initiators. */
  readonly immediate: boolean;
  /** The T bit. */
  readonly transit: boolean;
  /** The C bit. */
  readonly continues: boolean;
  readonly currentStage: number;
  readonly nextStage: number;
  readonly versionMax: number;
  readonly versionMin: number;
  /** 6 bytes. */
  readonly isid: Uint8Array;
  readonly tsih: number;
  readonly initiatorTaskTag: number;
  readonly connectionId: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly data: ByteList;
}

export function decodeLoginRequest(header: Uint8Array, data: ByteList): LoginRequestPdu {
  const flags = header[1]!;
  return {
    opcode: Opcode.loginRequest,
    immediate: (header[0]! & 0x40) !== 0,
    transit: (flags & 0x80) !== 0,
    continues: (flags & 0x40) !== 0,
    currentStage: (flags >> 2) & 0x03,
    nextStage: flags & 0x03,
    versionMax: header[2]!,
    versionMin: header[3]!,
    isid: copyOf(header, 8, 14),
    tsih: uint16At(header, 14),
    initiatorTaskTag: uint32At(header, 16),
    connectionId: uint16At(header, 20),
    cmdSn: uint32At(header, 24),
    expStatSn: uint32At(header, 28),
    data,
  };
}

export function encodeLoginRequest(pdu: LoginRequestPdu, header: Uint8Array): void {
  header[0] = Opcode.loginRequest | (pdu.immediate ? 0x40 : 0);
  header[1] = (pdu.transit ? 0x80 : 0) | (pdu.continues ? 0x40 : 0) | (pdu.currentStage << 2) | pdu.nextStage;
  header[2] = pdu.versionMax;
  header[3] = pdu.versionMin;
  header.set(pdu.isid, 8);
  putUint16(header, 14, pdu.tsih);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint16(header, 20, pdu.connectionId);
  putUint32(header, 24, pdu.cmdSn);
  putUint32(header, 28, pdu.expStatSn);
}
