/** What the parts of the full feature phase share of the connection they serve: where PDUs leave, how they are numbered, and how to refuse one. */
import type { InitiatorPdu } from '../wire/pdu.ts';
import type { Numbering } from './numbering.ts';
import type { OperationalParameters } from './operational-parameters.ts';
import type { Port } from './port.ts';

export interface Channel {
  readonly port: Port;
  readonly numbering: Numbering;
  /** As they are now. */
  readonly parameters: OperationalParameters;
  /** Answers with a Reject; `reason` as in RejectReason. */
  reject(pdu: InitiatorPdu, reason: number, problem: string): void;
  /** Something of ours is broken: ends the connection and tells why. */
  fail(error: unknown): void;
}
