/**
 * One SCSI command under way at the initiator (RFC 7143 §4.2.5.2): it sends immediate and unsolicited data as negotiated, answers R2Ts (or
 * leaves that to the test), gathers Data-In, and ends with what the status said.
 */
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import type { Received } from './pdu-table.ts';
import { decodeSense, type Sense } from './sense.ts';

export interface CommandOptions {
  /** Room for this many bytes of data-in. */
  readonly read?: number;
  /** The data to write. */
  readonly write?: Uint8Array;
  readonly lun?: number;
  /** What Expected Data Transfer Length says, where it is not the length of the above. */
  readonly expected?: number;
  /** The I bit. */
  readonly immediate?: boolean;
  readonly attribute?: number;
  /** Bytes that go in the command PDU itself; by default as many as negotiated. */
  readonly immediateData?: number;
  /** Whether the rest of the first burst follows unasked; by default when negotiated. */
  readonly unsolicited?: boolean;
  /** F=0 without anything behind the command: the test sends the unsolicited data. */
  readonly announce?: boolean;
  /** The longest data segment to send; by default the one the target declared. */
  readonly segment?: number;
  /** False: R2Ts are kept for `nextR2T`, and the test answers them. A function is told of each instead. */
  readonly answerR2T?: boolean | ((r2t: Received<'r2t'>) => void);
  readonly cmdSn?: number;
  readonly initiatorTaskTag?: number;
}

export interface Completion {
  readonly response: number;
  readonly status: number;
  readonly sense: Sense | undefined;
  readonly data: Uint8Array;
  /** Bytes missing when positive (U), bytes there was no room for when negative (O). */
  readonly residual: number;
  readonly dataIns: readonly Received<'data-in'>[];
  readonly r2ts: readonly Received<'r2t'>[];
}

const simple = 1;

export class Task {
  readonly tag: number;
  readonly cmdSn: number;
  readonly completion: Promise<Completion>;
  /** Whether a status has come. */
  ended = false;
  readonly #initiator: Initiator;
  readonly #options: CommandOptions;
  readonly #cdb: Uint8Array;
  readonly #numbers: { readonly initiatorTaskTag: number; readonly cmdSn: number; readonly expStatSn: number; readonly immediate: boolean };
  readonly #data: Uint8Array;
  readonly #dataIns: Received<'data-in'>[] = [];
  readonly #r2ts: Received<'r2t'>[] = [];
  #unanswered: Received<'r2t'>[] = [];
  #awaitR2T: ((r2t: Received<'r2t'>) => void)[] = [];
  #resolve: (completion: Completion) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(initiator: Initiator, cdb: Uint8Array, options: CommandOptions) {
    this.#initiator = initiator;
    this.#options = options;
    this.#cdb = cdb;
    this.#data = options.write ?? new Uint8Array();
    const given = options.cmdSn === undefined ? initiator.numbers(options.immediate) : { ...initiator.numbers(true), cmdSn: options.cmdSn };
    this.#numbers = {
      ...given,
      immediate: options.immediate ?? false,
      initiatorTaskTag: options.initiatorTaskTag ?? given.initiatorTaskTag,
    };
    this.tag = this.#numbers.initiatorTaskTag;
    this.cmdSn = this.#numbers.cmdSn;
    this.completion = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A task whose end nobody waits for (an aborted one) may fail unheard.
    this.completion.catch(() => {});
  }

  send(): void {
    const { connection } = this.#initiator;
    const { immediateData, unsolicited } = this.#plan();
    const { write, read, lun = 0, attribute = simple, announce = false } = this.#options;
    connection.send({
      kind: 'scsi-command',
      final: unsolicited <= immediateData && !announce,
      read: read !== undefined,
      write: write !== undefined,
      attribute,
      lun,
      expectedDataTransferLength: this.#options.expected ?? read ?? write?.length ?? 0,
      cdb: this.#cdb,
      data: this.#data.subarray(0, immediateData),
      ...this.#numbers,
    });
    if (unsolicited > immediateData) this.sendData(noTag, immediateData, unsolicited - immediateData);
  }

  /** One Data-Out sequence: DataSN from 0, F on its last PDU; or its beginning, when `whole` is false. */
  sendData(targetTransferTag: number, from: number, length: number, whole = true): void {
    const { connection, limits } = this.#initiator;
    const segment = this.#options.segment ?? limits.targetMaxRecvDataSegmentLength;
    let dataSn = 0;
    for (let at = from; at < from + length; at += segment) {
      const data = this.#data.subarray(at, Math.min(at + segment, from + length));
      connection.send({
        kind: 'data-out',
        final: whole && at + segment >= from + length,
        lun: this.#options.lun ?? 0,
        initiatorTaskTag: this.tag,
        targetTransferTag,
        expStatSn: this.#initiator.expStatSn,
        dataSn: dataSn++,
        bufferOffset: at,
        data,
      });
    }
  }

  /** How many R2Ts have come. */
  get r2tCount(): number {
    return this.#r2ts.length;
  }

  answer(r2t: Received<'r2t'>): void {
    this.sendData(r2t.targetTransferTag, r2t.bufferOffset, r2t.desiredDataTransferLength);
  }

  /** The next R2T of a task that does not answer by itself. */
  nextR2T(): Promise<Received<'r2t'>> {
    const waiting = this.#unanswered.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return Promise.race([
      new Promise<Received<'r2t'>>((resolve) => this.#awaitR2T.push(resolve)),
      this.completion.then(() => {
        throw new Error('the command ended without another R2T');
      }),
    ]);
  }

  /** Takes a PDU of this task; true when it was the last. */
  take(pdu: Received): boolean {
    if (pdu.kind === 'r2t') this.#r2t(pdu);
    else if (pdu.kind === 'data-in') {
      this.#dataIns.push(pdu);
      if (pdu.hasStatus) this.#end(0, pdu);
      return pdu.hasStatus;
    } else if (pdu.kind === 'scsi-response') {
      this.#end(pdu.response, pdu);
      return true;
    }
    return false;
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  #r2t(pdu: Received<'r2t'>): void {
    this.#r2ts.push(pdu);
    const { answerR2T = true } = this.#options;
    if (typeof answerR2T === 'function') answerR2T(pdu);
    else if (answerR2T) this.answer(pdu);
    else {
      const waiting = this.#awaitR2T.shift();
      if (waiting === undefined) this.#unanswered.push(pdu);
      else waiting(pdu);
    }
  }

  #end(response: number, pdu: Received<'data-in' | 'scsi-response'>): void {
    this.ended = true;
    const senseBytes = pdu.kind === 'scsi-response' && pdu.data.length > 2 ? pdu.data.subarray(2) : undefined;
    this.#resolve({
      response,
      status: pdu.status,
      sense: senseBytes && decodeSense(senseBytes),
      data: Buffer.concat(this.#dataIns.map(({ data }) => data)),
      residual: pdu.overflow ? -pdu.residualCount : pdu.residualCount,
      dataIns: this.#dataIns,
      r2ts: this.#r2ts,
    });
  }

  /** How far the data goes in the command, and how far unasked: the whole first burst or what there is of it (§11.4.7.2). */
  #plan(): { immediateData: number; unsolicited: number } {
    const { limits } = this.#initiator;
    const segment = this.#options.segment ?? limits.targetMaxRecvDataSegmentLength;
    const room = limits.immediateData ? Math.min(limits.firstBurstLength, segment) : 0;
    const immediateData = Math.min(this.#options.immediateData ?? room, this.#data.length);
    const unsolicited = (this.#options.unsolicited ?? !limits.initialR2T) ? Math.min(limits.firstBurstLength, this.#data.length) : 0;
    return { immediateData, unsolicited };
  }
}
