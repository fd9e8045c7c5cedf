/** What actions can do to an initiator's connection; `faulty-connection.ts` is it. */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../wire/pdu.ts';
import type { Direction } from './direction.ts';
import type { Impairment } from './impaired-portal.ts';

/** The bytes of one PDU as they are about to leave, in one piece that may be changed. */
export interface PduBytes {
  readonly bytes: Uint8Array;
  /** Of the basic and the additional header segments. */
  readonly headerLength: number;
  /** Where the digests stand; undefined where there is none. */
  readonly headerDigestAt: number | undefined;
  readonly dataDigestAt: number | undefined;
  readonly dataAt: number;
  /** Without padding. */
  readonly dataLength: number;
}

/** Changes the bytes of a PDU; answers what goes in their place. */
export type Spoil = (pdu: PduBytes) => Uint8Array;

const spoils = Symbol('what is done to its bytes');
type Marked = { readonly [spoils]?: readonly Spoil[] };

/** The PDU, to be spoilt when its bytes are what would have gone on; what rules behind this one make of it is spoilt as well. */
export const spoilt = <P extends Pdu>(pdu: P, spoil: Spoil): P => ({ ...pdu, [spoils]: [...((pdu as Marked)[spoils] ?? []), spoil] });

export const spoilsOf = (pdu: Pdu): readonly Spoil[] | undefined => (pdu as Marked)[spoils];

export interface ConnectionHandle {
  /** The how-manieth of the lab it is. */
  readonly number: number;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly clock: Clock;
  /** Known when its login has said so. */
  readonly initiator: string | undefined;
  readonly target: string | undefined;
  readonly session: number | undefined;
  /** The longest data segment that the initiator takes (RFC 7143 §13.12). */
  readonly segmentBytes: number;

  /** Sends a PDU past the rules, in the place of the node's next one: it gets its numbers. */
  send(pdu: TargetPdu): void;
  /** The PDU that is passing will not leave, and leaves no gap: the next one bears its StatSN. */
  withdraw(pdu: TargetPdu): void;
  /** A PDU that was withdrawn, with the numbers of one that leaves now. */
  reinstate<P extends TargetPdu>(pdu: P): P;
  /** The node answers a PDU that it has not been told of with a Reject; what was a command has used its CmdSN (§11.17). */
  reject(pdu: InitiatorPdu, reason: number): void;
  /** What enters from now on goes on after this time at the earliest, in its order. */
  hold(direction: Direction, forMs: number): void;
  /** `go` is called when so many PDUs have gone by in that direction, or when the time has passed. */
  after(direction: Direction, count: number, withinMs: number, go: () => void): void;

  /** What becomes of its bytes from now on, for a time or for good. */
  impair(impairment: Impairment, forMs?: number): void;
  /** Nothing impairs it and nothing is held up any more. */
  relieve(): void;
  /** FIN, when all has left that was to leave; what still arrives is not heard. */
  finish(): void;
  /** RST. */
  reset(): void;
}
