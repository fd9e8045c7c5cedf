/**
 * All that a connection's state machine needs of the world. The server gives it a socket's; a test gives it arrays and a clock that stands
 * still; traces and faults wrap it. Nothing in this room opens a socket, starts a timer or reads a clock of its own.
 */
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Framing } from '../wire/framing.ts';
import type { InitiatorPdu, TargetPdu } from '../wire/pdu.ts';
import type { WireError } from '../wire/wire-error.ts';

export type { Endpoint } from '../foundation/endpoint.ts';

export interface Port {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Of the network portal it arrived at (RFC 7143 §4.4.1). */
  readonly portalGroupTag: number;
  /** Queues a PDU: they leave in the order of the calls. Never throws; after `close` it does nothing. */
  send(pdu: TargetPdu): void;
  /** The form of every PDU that is sent or received from now on; until the first call it is `loginFraming`. */
  useFraming(framing: Framing): void;
  /** Undefined while there is room; else resolves when what is queued has fallen below the transport's bound, or the connection is gone. */
  drained(): Promise<void> | undefined;
  /** `after-sending`: an orderly end once everything queued has left. `at-once`: whatever is queued is dropped. */
  close(how: 'after-sending' | 'at-once', reason: string): void;
  /** Calls back once after `delayMs`, also if the connection has been closed by then; the result cancels. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** What the world tells a connection. Calls never throw. */
export interface ConnectionInput {
  receive(pdu: InitiatorPdu): void;
  /** Bytes arrived that are no PDU: the connection answers as the RFC prescribes, or closes. */
  receiveError(error: WireError): void;
  /** The transport is gone; why, unless it was the initiator that ended it. */
  closed(reason?: string): void;
}
