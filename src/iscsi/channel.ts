/** What the parts of the full feature phase share of the connection they serve: where PDUs leave, how they are numbered, and how to refuse one. */
import type { InitiatorPdu } from '../wire/pdu.ts';
import type { Numbering } from './numbering.ts';
import type { OperationalParameters } from './operational-parameters.ts';
import type { Port } from './port.ts';

/** `after-sending`: an orderly end once everything queued has left. `at-once`: whatever is queued is dropped. */
export type CloseManner = Parameters<Port['close']>[0];

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
