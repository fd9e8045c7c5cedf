/** What a run has done and heard so far; it can be written down and taken up again. */
import type { Received } from '../conformance/pdu-table.ts';

export interface StateTally {
  tried: number;
  reached: number;
  pdus: number;
}

export class Tally {
  pdus = 0;
  bytes = 0;
  connections = 0;
  conversations = 0;
  canaryAnswers = 0;
  canaryLogins = 0;
  operatorVerbs = 0;
  maximumRssBytes = 0;
  readonly states: Record<string, StateTally> = {};
  readonly answers: Record<string, number> = {};
  readonly endings: Record<string, number> = {};

  constructor(earlier: object = {}) {
    Object.assign(this, earlier);
  }

  state(name: string): StateTally {
    this.states[name] ??= { tried: 0, reached: 0, pdus: 0 };
    return this.states[name];
  }

  /** Reads the name of an answer: what it is, and what it says of how things went. */
  answered(pdu: Received): void {
    const detail =
      pdu.kind === 'login-response'
        ? ` ${pdu.statusClass.toString(16).padStart(2, '0')}${pdu.statusDetail.toString(16).padStart(2, '0')}`
        : pdu.kind === 'reject'
          ? ` ${pdu.reason.toString(16).padStart(2, '0')}h`
          : pdu.kind === 'scsi-response'
            ? ` ${pdu.status.toString(16).padStart(2, '0')}h`
            : pdu.kind === 'task-management-response' || pdu.kind === 'logout-response'
              ? ` ${pdu.response}`
              : '';
    const name = `${pdu.kind}${detail}`;
    this.answers[name] = (this.answers[name] ?? 0) + 1;
  }

  ended(name: string): void {
    this.endings[name] = (this.endings[name] ?? 0) + 1;
  }
}
