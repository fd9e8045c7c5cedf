/** What this room tells those who listen: the lives of connections and sessions, and every disagreement about the protocol. */
import type { Endpoint } from '../foundation/endpoint.ts';

/** A connection, as a listener knows it again. */
export interface ConnectionIdentity {
  /** Counts from 1 within the node. */
  readonly connection: number;
  readonly remote: Endpoint;
}

export interface SessionIdentity {
  readonly initiatorName: string;
  /** Undefined for a discovery session. */
  readonly target: string | undefined;
  /** 12 hexadecimal digits. */
  readonly isid: string;
  readonly tsih: number;
}

export type IscsiEvent =
  | ({ readonly event: 'connection.opened' } & ConnectionIdentity)
  | ({ readonly event: 'connection.closed'; readonly reason: string } & ConnectionIdentity)
  /** `status` as in LoginStatus. */
  | ({
      readonly event: 'login.failed';
      readonly status: number;
      readonly problem: string;
      readonly initiatorName: string | undefined;
    } & ConnectionIdentity)
  | ({ readonly event: 'session.established'; readonly type: 'normal' | 'discovery' } & ConnectionIdentity & SessionIdentity)
  /** A login has continued the session by another connection (RFC 7143 §6.3.6). */
  | ({ readonly event: 'session.continued' } & ConnectionIdentity & SessionIdentity)
  /** The session has lost its connection, and waits for that long to be continued. */
  | ({ readonly event: 'session.failed'; readonly reason: string; readonly retainedSeconds: number } & SessionIdentity)
  | ({ readonly event: 'session.ended'; readonly reason: string } & SessionIdentity)
  /** A Reject PDU has been sent; `reason` as in RejectReason. */
  | ({ readonly event: 'pdu.rejected'; readonly reason: number; readonly problem: string } & ConnectionIdentity)
  /** What the initiator did wrong, where the answer is something other than a Reject. */
  | ({ readonly event: 'protocol.violated'; readonly problem: string } & ConnectionIdentity)
  | ({
      readonly event: 'task-management.completed';
      readonly function: number;
      readonly lun: bigint;
      readonly response: number;
    } & SessionIdentity)
  /** A broken invariant, or a device that failed in a way it must not: the connection has been ended. */
  | ({ readonly event: 'connection.failed'; readonly error: unknown } & ConnectionIdentity);
