/**
 * Data-out cut into SCSI Data-Out PDUs (RFC 7143 §11.7): one sequence, either unsolicited (its Target Transfer Tag is FFFFFFFFh) or what an R2T has asked
 * for. DataSN counts from 0 in each, and the last of it has the F bit.
 */
import type { ByteList } from '../../foundation/byte-list.ts';
import type { DataOutPdu } from '../../wire/data-out.ts';
import { Opcode } from '../../wire/opcode.ts';

export interface DataOutSequence {
  /** Of the R2T; of unsolicited data it is reserved. */
  readonly lun: bigint;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly expStatSn: number;
  /** Where `data` lies in all that is to be written. */
  readonly bufferOffset: number;
  readonly data: ByteList;
}

export function dataOutPdus(sequence: DataOutSequence, segmentBytes: number): readonly DataOutPdu[] {
  const { data, bufferOffset, ...header } = sequence;
  const pdus: DataOutPdu[] = [];
  for (let at = 0; at < data.length; at += segmentBytes) {
    pdus.push({
      opcode: Opcode.dataOut,
      ...header,
      final: at + segmentBytes >= data.length,
      dataSn: pdus.length,
      bufferOffset: bufferOffset + at,
      data: data.slice(at, at + segmentBytes),
    });
  }
  return pdus;
}
