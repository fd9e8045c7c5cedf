/** Reject PDU (RFC 7143 §11.17). */
import type { ByteList } from '../foundation/byte-list.ts';
import type { Opcode } from './opcode.ts';

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
