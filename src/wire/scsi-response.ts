/**
 * SCSI Response PDU (RFC 7143 §11.4): the status of a command, with its sense data.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   21h
 *     1        1   .   .   o   u   O   U   .
 *     2        Response
 *     3        Status
 *     16–19    Initiator Task Tag
 *     20–23    SNACK Tag
 *     24–27    StatSN
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36–39    ExpDataSN
 *     40–43    Bidirectional Read Residual Count    (o or u = 1)
 *     44–47    Residual Count                       (O or U = 1)
 *     48–      SenseLength, sense data, response data
 */
import { putUint32, uint32At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';
import { bothResiduals, decodeResidual, encodeResidual, type Residual } from './residual.ts';
import type { WireError } from './wire-error.ts';

export { noResidual, type Residual } from './residual.ts';

export interface ScsiResponsePdu {
  readonly opcode: typeof Opcode.scsiResponse;
  readonly bidirectionalReadResidual: Residual;
  readonly residual: Residual;
  /** 0 = command completed at target, 1 = target failure (§11.4.3). */
  readonly response: number;
  readonly status: number;
  readonly initiatorTaskTag: number;
  readonly snackTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  /** Number of Data-In and R2T PDUs sent for the command. */
  readonly expDataSn: number;
  /** SenseLength (2 bytes) and sense data, then response data (§11.4.7); see `senseSegment`. */
  readonly data: ByteList;
}

export function decodeScsiResponse(header: Uint8Array, data: ByteList): ScsiResponsePdu | WireError {
  const flags = header[1]!;
  const bidirectionalReadResidual = decodeResidual(flags, 0x10, 0x08, header, 40);
  if (bidirectionalReadResidual === undefined) return bothResiduals(header, 'o (10h) and u (08h)');
  const residual = decodeResidual(flags, 0x04, 0x02, header, 44);
  if (residual === undefined) return bothResiduals(header, 'O (04h) and U (02h)');
  return {
    opcode: Opcode.scsiResponse,
    bidirectionalReadResidual,
    residual,
    response: header[2]!,
    status: header[3]!,
    initiatorTaskTag: uint32At(header, 16),
    snackTag: uint32At(header, 20),
    statSn: uint32At(header, 24),
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    expDataSn: uint32At(header, 36),
    data,
  };
}

export function encodeScsiResponse(pdu: ScsiResponsePdu, header: Uint8Array): void {
  header[0] = Opcode.scsiResponse;
  header[1] = 0x80;
  header[2] = pdu.response;
  header[3] = pdu.status;
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.snackTag);
  putUint32(header, 24, pdu.statSn);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint32(header, 36, pdu.expDataSn);
  encodeResidual(pdu.bidirectionalReadResidual, 0x10, 0x08, header, 40);
  encodeResidual(pdu.residual, 0x04, 0x02, header, 44);
}
