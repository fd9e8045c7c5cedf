/**
 * One SCSI command on one connection, from its PDU to its status (RFC 7143 §4.2.5, §11.3 to §11.8): immediate and unsolicited data go out with it, solicited
 * data when it is asked for; data-in is put together, and comes with the status or before it. Pure: what is to be sent is given back.
 *
 * What the target must not send is a `ConnectionLost`, thrown: without error recovery within a connection nothing else mends it.
 */
import { ByteList } from '../../foundation/byte-list.ts';
import { serialDistance } from '../../foundation/serial-number.ts';
import { shareAll } from '../../foundation/slab.ts';
import type { DataInPdu } from '../../wire/data-in.ts';
import type { DataOutPdu } from '../../wire/data-out.ts';
import { Opcode, RESERVED_TAG } from '../../wire/opcode.ts';
import type { ReadyToTransferPdu } from '../../wire/ready-to-transfer.ts';
import type { Residual } from '../../wire/residual.ts';
import { type AdditionalHeaderSegment, type ScsiCommandPdu, TaskAttributeCode } from '../../wire/scsi-command.ts';
import type { ScsiResponsePdu } from '../../wire/scsi-response.ts';
import type { ScsiAnswer, ScsiRequest } from '../scsi.ts';
import { dataOutPdus } from './data-out.ts';
import { ConnectionLost } from './link.ts';
import { lunField } from './lun-field.ts';
import type { OperationalParameters } from './negotiation.ts';

const attributes = {
  untagged: TaskAttributeCode.untagged,
  simple: TaskAttributeCode.simple,
  ordered: TaskAttributeCode.ordered,
  'head-of-queue': TaskAttributeCode.headOfQueue,
  aca: TaskAttributeCode.aca,
} as const;

/** AHSType (§11.2.2). */
const EXTENDED_CDB = 1;
const BIDIRECTIONAL_READ_LENGTH = 2;
const CDB_BYTES = 16;

/** RESPONSE (§11.4.3): the command has ended at the target. */
const COMPLETED = 0;

export class ScsiExchange {
  readonly tag: number;
  readonly lun: bigint;
  readonly #request: ScsiRequest;
  readonly #parameters: OperationalParameters;
  readonly #write: ByteList;
  readonly #room: number;
  readonly #data: ByteList[] = [];
  #received = 0;
  #nextDataSn = 0;
  #nextR2tSn = 0;

  constructor(request: ScsiRequest, tag: number, parameters: OperationalParameters) {
    this.#request = request;
    this.tag = tag;
    this.lun = lunField(request.lun);
    this.#parameters = parameters;
    this.#write = request.write === undefined ? ByteList.empty : ByteList.of(request.write);
    // The portal gives back what has left, and the caller may send it once more.
    shareAll(this.#write.pieces);
    this.#room = request.read ?? 0;
  }

  /** The command with its immediate data, and behind it what may follow unasked. */
  begin(cmdSn: number, expStatSn: number): readonly (ScsiCommandPdu | DataOutPdu)[] {
    const { cdb, taskAttribute = 'untagged' } = this.#request;
    const { immediateData, initialR2T, firstBurst, segmentToTarget } = this.#parameters;
    const write = this.#write;
    const immediate = immediateData ? write.slice(0, Math.min(firstBurst, segmentToTarget)) : ByteList.empty;
    const unsolicited = initialR2T ? ByteList.empty : write.slice(immediate.length, firstBurst);
    const reads = this.#room > 0;
    const writes = write.length > 0;
    const command: ScsiCommandPdu = {
      opcode: Opcode.scsiCommand,
      immediate: false,
      final: unsolicited.length === 0,
      read: reads,
      write: writes,
      attribute: attributes[taskAttribute],
      lun: this.lun,
      initiatorTaskTag: this.tag,
      expectedDataTransferLength: writes ? write.length : this.#room,
      cmdSn,
      expStatSn,
      cdb: cdb.subarray(0, CDB_BYTES),
      additionalHeaderSegments: additionalHeader(cdb, reads && writes ? this.#room : undefined),
      data: immediate,
    };
    const sequence = { lun: 0n, initiatorTaskTag: this.tag, targetTransferTag: RESERVED_TAG, expStatSn, bufferOffset: immediate.length };
    return [command, ...dataOutPdus({ ...sequence, data: unsolicited }, segmentToTarget)];
  }

  /** What an R2T asks for; nothing for one that has come before. @throws ConnectionLost */
  readyToTransfer(pdu: ReadyToTransferPdu, expStatSn: number): readonly DataOutPdu[] {
    if (!this.#inOrder(pdu.r2tSn, this.#nextR2tSn, 'r2t', 'R2TSN')) return [];
    const { bufferOffset, desiredDataTransferLength: length } = pdu;
    const { maximumBurst, segmentToTarget } = this.#parameters;
    if (length === 0 || length > maximumBurst || bufferOffset + length > this.#write.length)
      throw new ConnectionLost(
        'r2t',
        `an R2T asks for ${length} bytes from ${bufferOffset} of ${this.#write.length}, and ${maximumBurst} are the most at once`,
      );
    if (pdu.targetTransferTag === RESERVED_TAG) throw new ConnectionLost('r2t', 'an R2T has no Target Transfer Tag');
    this.#count('r2t');
    const { lun, targetTransferTag } = pdu;
    const data = this.#write.slice(bufferOffset, bufferOffset + length);
    return dataOutPdus({ lun, initiatorTaskTag: this.tag, targetTransferTag, expStatSn, bufferOffset, data }, segmentToTarget);
  }

  /** Data, and with the S bit the answer as well. @throws ConnectionLost */
  dataIn(pdu: DataInPdu): ScsiAnswer | undefined {
    if (!this.#inOrder(pdu.dataSn, this.#nextDataSn, 'data-in-order', 'DataSN')) return undefined;
    const { bufferOffset, data } = pdu;
    if (bufferOffset !== this.#received)
      throw new ConnectionLost('data-in-order', `data-in from ${bufferOffset} on has come, and ${this.#received} comes next`);
    if (bufferOffset + data.length > this.#room)
      throw new ConnectionLost(
        'excess-data',
        `data-in up to byte ${bufferOffset + data.length} has come, and there is room for ${this.#room}`,
      );
    this.#count('data-in');
    this.#received += data.length;
    this.#data.push(data);
    return pdu.hasStatus ? this.#answer(pdu.status, new Uint8Array(0), pdu.residual) : undefined;
  }

  /** @throws ConnectionLost */
  response(pdu: ScsiResponsePdu): ScsiAnswer {
    const sent = this.#room > 0 && this.#write.length > 0 ? this.#nextDataSn : this.#nextDataSn + this.#nextR2tSn;
    // Some targets leave ExpDataSN at 0; only more than has arrived tells of something that is missing.
    if (serialDistance(pdu.expDataSn, sent) > 0)
      throw new ConnectionLost('missing-data', `the target has sent ${pdu.expDataSn} PDUs of data or R2Ts, and ${sent} have come`);
    if (pdu.response !== COMPLETED)
      return { kind: 'failed', problem: `the target failed to complete the command (response ${pdu.response})` };
    const bytes = pdu.data.toBytes();
    const senseLength = bytes.length < 2 ? 0 : (bytes[0]! << 8) | bytes[1]!;
    return this.#answer(pdu.status, bytes.slice(2, 2 + senseLength), pdu.residual, pdu.bidirectionalReadResidual);
  }

  #answer(status: number, sense: Uint8Array, residual: Residual, readResidual?: Residual): ScsiAnswer {
    const both = this.#room > 0 && this.#write.length > 0;
    const counted = both && readResidual !== undefined ? readResidual : residual;
    return { kind: 'status', status, sense, data: ByteList.concat(this.#data), residual: signed(counted) };
  }

  /** False: it has come before. @throws ConnectionLost when something is missing before it */
  #inOrder(number: number, expected: number, cause: 'r2t' | 'data-in-order', name: string): boolean {
    const ahead = serialDistance(number, expected);
    if (ahead > 0) throw new ConnectionLost(cause, `${name} ${number} has come, and ${expected} comes next`);
    return ahead === 0;
  }

  /** R2Ts and Data-Ins of a command that has both share their numbers (§4.2.2.3, §11.8.2). */
  #count(kind: 'r2t' | 'data-in'): void {
    const both = this.#room > 0 && this.#write.length > 0;
    if (both || kind === 'data-in') this.#nextDataSn = (this.#nextDataSn + 1) >>> 0;
    if (both || kind === 'r2t') this.#nextR2tSn = (this.#nextR2tSn + 1) >>> 0;
  }
}

const signed = ({ kind, count }: Residual): number => (kind === 'overflow' ? -count : kind === 'underflow' ? count : 0);

/** What 48 bytes have no room for: the rest of a long CDB, and the length of data-in where data-out has the field. */
function additionalHeader(cdb: Uint8Array, readLength: number | undefined): readonly AdditionalHeaderSegment[] {
  const segments: AdditionalHeaderSegment[] = [];
  // AHS-Specific begins with a reserved byte in both.
  if (cdb.length > CDB_BYTES) segments.push({ type: EXTENDED_CDB, bytes: Uint8Array.of(0, ...cdb.subarray(CDB_BYTES)) });
  if (readLength !== undefined) {
    const length = [readLength >>> 24, readLength >>> 16, readLength >>> 8, readLength];
    segments.push({ type: BIDIRECTIONAL_READ_LENGTH, bytes: Uint8Array.of(0, ...length) });
  }
  return segments;
}
