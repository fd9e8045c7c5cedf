/**
 * SCSI Data-In PDU (RFC 7143 §11.7).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   .   25h
 *     1        F   A   .   .   .   O   U   S
 *     3        Status                               (S = 1)
 *     8–15     LUN
 *     16–19    Initiator Task Tag
 *     20–23    Target Transfer Tag
 *     24–27    StatSN                               (S = 1)
 *     28–31    ExpCmdSN
 *     32–35    MaxCmdSN
 *     36–39    DataSN
 *     40–43    Buffer Offset
 *     44–47    Residual Count                       (S = 1 and O or U = 1)
 *     48–      data
 *
 * O, U, Status, StatSN and Residual Count are reserved without the S bit: written as zeros, read as none.
 */
import { putUint32, putUint64, uint32At, uint64At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { Opcode } from './opcode.ts';
import { bothResiduals, decodeResidual, encodeResidual, noResidual, type Residual } from './residual.ts';
import type { WireError } from './wire-error.ts';

export interface DataInPdu {
  readonly opcode: typeof Opcode.dataIn;
  readonly final: boolean;
  readonly acknowledge: boolean;
  /** The S bit: `status`, `residual` and `statSn` are meaningful. */
  readonly hasStatus: boolean;
  readonly residual: Residual;
  readonly status: number;
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly dataSn: number;
  readonly bufferOffset: number;
  readonly data: ByteList;
}

export function decodeDataIn(header: Uint8Array, data: ByteList): DataInPdu | WireError {
  const flags = header[1]!;
  const hasStatus = (flags & 0x01) !== 0;
  const residual = hasStatus ? decodeResidual(flags, 0x04, 0x02, header, 44) : noResidual;
  if (residual === undefined) return bothResiduals(header, 'O (04h) and U (02h)');
  return {
    opcode: Opcode.dataIn,
    final: (flags & 0x80) !== 0,
    acknowledge: (flags & 0x40) !== 0,
    hasStatus,
    residual,
    status: hasStatus ? header[3]! : 0,
    lun: uint64At(header, 8),
    initiatorTaskTag: uint32At(header, 16),
    targetTransferTag: uint32At(header, 20),
    statSn: hasStatus ? uint32At(header, 24) : 0,
    expCmdSn: uint32At(header, 28),
    maxCmdSn: uint32At(header, 32),
    dataSn: uint32At(header, 36),
    bufferOffset: uint32At(header, 40),
    data,
  };
}

export function encodeDataIn(pdu: DataInPdu, header: Uint8Array): void {
  header[0] = Opcode.dataIn;
  header[1] = (pdu.final ? 0x80 : 0) | (pdu.acknowledge ? 0x40 : 0);
  putUint64(header, 8, pdu.lun);
  putUint32(header, 16, pdu.initiatorTaskTag);
  putUint32(header, 20, pdu.targetTransferTag);
  putUint32(header, 28, pdu.expCmdSn);
  putUint32(header, 32, pdu.maxCmdSn);
  putUint32(header, 36, pdu.dataSn);
  putUint32(header, 40, pdu.bufferOffset);
  if (!pdu.hasStatus) return;
  header[1] |= 0x01;
  header[3] = pdu.status;
  putUint32(header, 24, pdu.statSn);
  encodeResidual(pdu.residual, 0x04, 0x02, header, 44);
}
