/** What actions can do to an initiator's connection; `faulty-connection.ts` is it. */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Framing } from '../wire/framing.ts';
import type { InitiatorPdu, TargetPdu } from '../wire/pdu.ts';

/** Changes the bytes of one PDU on its way out: its header with digest, its data, its padding with digest. `framing` is undefined while it logs in. */
export type Spoil = (pieces: readonly Uint8Array[], framing: Framing | undefined) => readonly Uint8Array[];

export interface ConnectionHandle {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly clock: Clock;
  /** Known when its login has said so. */
  readonly initiator: string | undefined;
  readonly target: string | undefined;
  readonly session: number | undefined;
  /** Sends a PDU past the rules. */
  send(pdu: TargetPdu): void;
  /** Tells the node of a PDU that has not arrived, past the rules. */
  inject(pdu: InitiatorPdu): void;
  /** Sends a PDU whose bytes are changed once they are what would have gone out. */
  sendSpoilt(pdu: TargetPdu, spoil: Spoil): void;
  /** RST. */
  reset(): void;
}
