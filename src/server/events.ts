/** What happens to sockets; what happens on them is told by `iscsi/`. */
import type { Endpoint } from '../foundation/endpoint.ts';

export type ServerEvent =
  | { readonly event: 'server.listening'; readonly local: Endpoint }
  /** Nobody is accepted there until it listens again. */
  | { readonly event: 'server.shut'; readonly local: Endpoint }
  | { readonly event: 'server.closed' }
  /** A connection that could not be accepted: no file descriptor left, or gone before it was looked at. */
  | { readonly event: 'server.accept-failed'; readonly error: unknown }
  /** One connection too many; it was ended unheard. */
  | { readonly event: 'server.connection-refused'; readonly remote: Endpoint; readonly problem: string }
  /** The peer sends or reads too slowly for the limits. */
  | { readonly event: 'server.connection-cut-off'; readonly remote: Endpoint; readonly problem: string }
  /** The network or the initiator's system broke the connection. */
  | { readonly event: 'server.connection-broken'; readonly remote: Endpoint; readonly problem: string }
  /** A bug of ours; the connection it happened on has been ended. */
  | { readonly event: 'server.connection-failed'; readonly remote: Endpoint; readonly error: unknown };
