/** Login Request PDU (RFC 7143 §11.12). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

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
