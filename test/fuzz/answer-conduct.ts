/**
 * What holds of everything a target says, whatever it was told: each answer is a PDU of RFC 7143 §11, its StatSN is the next, its window does not
 * shrink, data and R2Ts of a task are counted without a gap, and a login that has failed is the last word. What ties an answer to one right
 * request is the conformance suite's to check, for here no request can be trusted.
 */
import { noTag } from '../conformance/demand.ts';
import type { Received } from '../conformance/pdu-table.ts';
import { distance, plus } from '../conformance/sequence-number.ts';

const beforeTheSession: ReadonlySet<string> = new Set(['login-response', 'reject']);

export class AnswerConduct {
  #statSn: number | undefined;
  #expCmdSn: number | undefined;
  #maxCmdSn: number | undefined;
  #inSession = false;
  #lastWord: string | undefined;
  readonly #dataSn = new Map<number, number>();
  readonly #r2tSn = new Map<number, number>();

  /** What is wrong with this answer, as a sentence; undefined when nothing is. */
  received(pdu: Received): string | undefined {
    if (this.#lastWord !== undefined) return `a ${pdu.kind} comes after ${this.#lastWord}`;
    if (!this.#inSession && !beforeTheSession.has(pdu.kind)) return `a ${pdu.kind} comes before the end of the login`;
    if (pdu.kind === 'login-response') {
      if (pdu.statusClass > 3) return `${pdu.statusClass} is no Status-Class`;
      if (pdu.statusClass !== 0) {
        this.#lastWord = 'the answer that the login has failed';
        return pdu.transit ? 'T is set in a login that has failed' : undefined;
      }
      if (pdu.transit && pdu.continues) return 'T and C are both set';
      if (pdu.transit && pdu.nextStage === 3) this.#inSession = true;
    }
    if (pdu.kind === 'logout-response' && pdu.response === 0) this.#lastWord = 'the answer that the logout is complete';
    return this.#numbers(pdu) ?? this.#counts(pdu);
  }

  /** §4.2.2. */
  #numbers(pdu: Received): string | undefined {
    if (!('statSn' in pdu)) return undefined;
    const bearsStatSn = pdu.kind !== 'data-in' || pdu.hasStatus;
    if (bearsStatSn) {
      if (this.#statSn !== undefined && pdu.statSn !== this.#statSn) return `StatSN of a ${pdu.kind} is ${pdu.statSn}, not ${this.#statSn}`;
      const counts = pdu.kind !== 'r2t' && !(pdu.kind === 'nop-in' && pdu.initiatorTaskTag === noTag);
      this.#statSn = counts ? plus(pdu.statSn, 1) : pdu.statSn;
    }
    const { expCmdSn, maxCmdSn } = pdu;
    if (distance(expCmdSn, maxCmdSn) < -1) return `MaxCmdSN ${maxCmdSn} is less than ExpCmdSN ${expCmdSn} - 1`;
    if (this.#expCmdSn !== undefined && distance(this.#expCmdSn, expCmdSn) < 0)
      return `ExpCmdSN goes back from ${this.#expCmdSn} to ${expCmdSn}`;
    if (this.#maxCmdSn !== undefined && distance(this.#maxCmdSn, maxCmdSn) < 0)
      return `MaxCmdSN goes back from ${this.#maxCmdSn} to ${maxCmdSn}`;
    // Until the login has ended, a connection knows nothing of the window of the session that it is to join.
    if (!this.#inSession) return undefined;
    this.#expCmdSn = expCmdSn;
    this.#maxCmdSn = maxCmdSn;
    return undefined;
  }

  /** A tag may be used again by another task, so 0 is always a beginning. */
  #counts(pdu: Received): string | undefined {
    switch (pdu.kind) {
      case 'data-in': {
        const expected = this.#dataSn.get(pdu.initiatorTaskTag) ?? 0;
        if (pdu.dataSn !== expected && pdu.dataSn !== 0) return `DataSN is ${pdu.dataSn}, not ${expected}`;
        if (pdu.hasStatus) this.#dataSn.delete(pdu.initiatorTaskTag);
        else this.#dataSn.set(pdu.initiatorTaskTag, pdu.dataSn + 1);
        return undefined;
      }
      case 'r2t': {
        const expected = this.#r2tSn.get(pdu.initiatorTaskTag) ?? 0;
        if (pdu.r2tSn !== expected && pdu.r2tSn !== 0) return `R2TSN is ${pdu.r2tSn}, not ${expected}`;
        this.#r2tSn.set(pdu.initiatorTaskTag, pdu.r2tSn + 1);
        if (pdu.desiredDataTransferLength === 0) return 'an R2T asks for nothing';
        return pdu.targetTransferTag === noTag ? 'an R2T has no Target Transfer Tag' : undefined;
      }
      case 'scsi-response':
        this.#dataSn.delete(pdu.initiatorTaskTag);
        this.#r2tSn.delete(pdu.initiatorTaskTag);
        return undefined;
      default:
        return undefined;
    }
  }
}
