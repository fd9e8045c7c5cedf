/**
 * Good conduct within one SCSI task (RFC 7143 §11.3, §11.4, §11.7, §11.8): where data may lie, how its PDUs and R2Ts are counted and cut
 * into sequences, and what the status must say about all of it.
 */
import { demand, type Limits, noTag } from './demand.ts';
import type { Received, Request } from './pdu-table.ts';

const checkCondition = 0x02;

interface OutstandingR2T {
  readonly from: number;
  readonly length: number;
}

export class TaskConduct {
  readonly command: Request<'scsi-command'>;
  readonly #limits: Limits;
  readonly #expected: number;
  #dataIns = 0;
  #dataInBytes = 0;
  /** Bytes of the Data-In sequence that no F bit has ended yet. */
  #openSequence = 0;
  #r2ts = 0;
  /** Where the next R2T has to begin. */
  #solicited: number;
  #dataOutBytes: number;
  /** Unsolicited Data-Out has been announced and its last PDU has not been sent. */
  #unsolicitedComing: boolean;
  readonly #outstanding = new Map<number, OutstandingR2T>();

  constructor(command: Request<'scsi-command'>, limits: Limits) {
    this.command = command;
    this.#limits = limits;
    this.#expected = command.expectedDataTransferLength ?? 0;
    this.#dataOutBytes = command.data?.length ?? 0;
    // What a command without F announces is the rest of the first burst, whether or not it has been sent yet.
    const unsolicited = command.final === true ? this.#dataOutBytes : Math.min(limits.firstBurstLength, this.#expected);
    this.#solicited = unsolicited;
    this.#unsolicitedComing = command.final !== true;
  }

  dataOutSent(pdu: Request<'data-out'>): void {
    this.#dataOutBytes += pdu.data?.length ?? 0;
    if (pdu.final !== true) return;
    if (pdu.targetTransferTag === noTag) this.#unsolicitedComing = false;
    else this.#outstanding.delete(pdu.targetTransferTag ?? 0);
  }

  received(pdu: Received<'data-in' | 'r2t' | 'scsi-response'>): void {
    if (pdu.kind === 'data-in') this.#dataIn(pdu);
    else if (pdu.kind === 'r2t') this.#r2t(pdu);
    else this.#response(pdu);
  }

  #dataIn(pdu: Received<'data-in'>): void {
    demand(this.command.read === true, '§11.7', 'Data-In for a command without R', pdu);
    demand(pdu.dataSn === this.#dataIns++, '§11.7.5', `DataSN is ${pdu.dataSn}, not ${this.#dataIns - 1}`, pdu);
    demand(pdu.bufferOffset === this.#dataInBytes, '§11.7.6', `the offset is ${pdu.bufferOffset}, not ${this.#dataInBytes}`, pdu);
    this.#dataInBytes += pdu.data.length;
    demand(this.#dataInBytes <= this.#expected, '§11.3.4', 'data beyond the Expected Data Transfer Length', pdu);
    this.#openSequence += pdu.data.length;
    demand(this.#openSequence <= this.#limits.maxBurstLength, '§13.13', 'a sequence is longer than MaxBurstLength', pdu);
    if (pdu.final) this.#openSequence = 0;
    demand(!pdu.acknowledge, '§11.7.2', 'A is set at error recovery level 0', pdu);
    demand(pdu.targetTransferTag === noTag, '§11.7.4', 'a Target Transfer Tag without A', pdu);
    demand(pdu.lun === 0 || pdu.lun === this.command.lun, '§11.7', 'the LUN is another one', pdu);
    if (!pdu.hasStatus) {
      demand(pdu.status === 0 && !pdu.overflow && !pdu.underflow, '§11.7.3', 'a status without S', pdu);
      return;
    }
    demand(pdu.final, '§11.7.1', 'S without F', pdu);
    demand(pdu.status !== checkCondition, '§11.7.3', 'CHECK CONDITION needs a SCSI Response, which has room for sense', pdu);
    this.#residual(pdu);
  }

  #r2t(pdu: Received<'r2t'>): void {
    const { bufferOffset: from, desiredDataTransferLength: length } = pdu;
    demand(this.command.write === true, '§11.8', 'an R2T for a command without W', pdu);
    demand(pdu.final && pdu.data.length === 0, '§11.8', 'an R2T has byte 1 = 80h and no data', pdu);
    demand(pdu.r2tSn === this.#r2ts++, '§11.8.2', `R2TSN is ${pdu.r2tSn}, not ${this.#r2ts - 1}`, pdu);
    demand(from === this.#solicited, '§13.19', `the R2T begins at ${from}, not at ${this.#solicited}`, pdu);
    demand(length > 0 && length <= this.#limits.maxBurstLength, '§11.8.4', `${length} bytes are no burst`, pdu);
    this.#solicited = from + length;
    demand(this.#solicited <= this.#expected, '§11.8.4', 'an R2T reaches beyond the Expected Data Transfer Length', pdu);
    demand(pdu.targetTransferTag !== noTag, '§11.8.5', 'an R2T needs a Target Transfer Tag', pdu);
    demand(!this.#outstanding.has(pdu.targetTransferTag), '§11.8.5', 'two R2Ts have one Target Transfer Tag', pdu);
    demand(pdu.lun === (this.command.lun ?? 0), '§11.8', 'the LUN is another one', pdu);
    this.#outstanding.set(pdu.targetTransferTag, { from, length });
    demand(this.#outstanding.size <= this.#limits.maxOutstandingR2T, '§13.17', `${this.#outstanding.size} R2Ts are outstanding`, pdu);
  }

  #response(pdu: Received<'scsi-response'>): void {
    demand(pdu.final, '§11.4.1', 'F is not set', pdu);
    const coming = this.#unsolicitedComing || this.#outstanding.size > 0;
    demand(!coming, '§11.4.2', 'the status comes before the last Data-Out that was on its way', pdu);
    demand(!pdu.bidirectionalOverflow && !pdu.bidirectionalUnderflow, '§11.4.1', 'a residual of a direction that was not asked for', pdu);
    demand(pdu.expDataSn === (pdu.response === 0 ? this.#dataIns : 0), '§11.4.8', `ExpDataSN is ${pdu.expDataSn}`, pdu);
    demand(this.#openSequence === 0, '§11.7.1', 'the last Data-In of a sequence had no F', pdu);
    if (pdu.response !== 0) {
      demand(pdu.status === 0 && pdu.data.length === 0, '§11.4.3', 'a status beside a failed response', pdu);
      return;
    }
    if (pdu.status === checkCondition) {
      const sense = pdu.data.length < 2 ? 0 : (pdu.data[0]! << 8) | pdu.data[1]!;
      demand(sense > 0 && pdu.data.length === 2 + sense, '§11.4.7', 'CHECK CONDITION comes with its sense data and nothing else', pdu);
    } else demand(pdu.data.length === 0, '§11.4.7', 'sense data without CHECK CONDITION', pdu);
    this.#residual(pdu);
  }

  /** §11.4.5: one of two bits or none, a count that belongs to it, and for a read one that agrees with the data that came. */
  #residual(pdu: Received<'data-in' | 'scsi-response'>): void {
    const { overflow, underflow, residualCount } = pdu;
    demand(!(overflow && underflow), '§11.4.1', 'O and U are both set', pdu);
    demand((overflow || underflow) === residualCount > 0, '§11.4.5', `O=${overflow} U=${underflow} with ${residualCount}`, pdu);
    demand(!underflow || residualCount <= this.#expected, '§11.4.5', 'more is missing than was expected', pdu);
    if (this.command.read) {
      const missing = this.#expected - this.#dataInBytes;
      demand(missing === (underflow ? residualCount : 0), '§11.4.5', `${missing} bytes did not come`, pdu);
    } else if (this.command.write && pdu.status === 0 && !underflow) {
      demand(
        this.#dataOutBytes >= this.#expected,
        '§11.4.5',
        `GOOD without residual after ${this.#dataOutBytes} of ${this.#expected} bytes`,
        pdu,
      );
    }
  }
}
