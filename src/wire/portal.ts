/**
 * A connection's bytes, in both directions: what a socket is to those above it. A capture or a fault wraps one and is one, so the rest of
 * the house cannot tell whether anybody listens in.
 */
import type { Endpoint } from '../foundation/endpoint.ts';

export interface Portal {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The memory that holds what is written and not yet taken by the system. */
  readonly queuedBytes: number;
  /** Bytes the system has taken since the connection began; while the peer reads nothing, it comes to stand still. */
  readonly takenBytes: number;
  /** Whom to tell what arrives; to be called once, at once. */
  listen(listener: PortalListener): void;
  /**
   * Queues the pieces, which leave together and must not change meanwhile; those of slabs are given back when they have left (`foundation/slab.ts`).
   * After `end` or `destroy` it does nothing.
   */
  write(pieces: readonly Uint8Array[]): void;
  /** Stops and restarts the arrival of bytes. */
  pause(): void;
  resume(): void;
  /** An orderly end once everything queued has left; what still arrives is dropped. */
  end(): void;
  /** The end at once: what is queued is dropped. */
  destroy(): void;
  /** The same, and the peer is told with a RST (RFC 9293 §3.5.2). */
  reset(): void;
}

/** Calls never throw. */
export interface PortalListener {
  /** The bytes do not change until they are given back (`foundation/slab.ts`); the listener owns them now. */
  received(chunk: Uint8Array): void;
  /** The system has taken everything that was queued. */
  drained(): void;
  /**
   * The peer has ended its direction, and the listener ends the other; or the connection is gone, broken by `error`. Called once, and
   * nothing is called after it.
   */
  closed(error?: Error): void;
}
