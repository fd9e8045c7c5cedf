/**
 * Bytes that are no PDU. It carries what the answer needs: the header as far as it was read, for a Reject (RFC 7143 §11.17), and whether the
 * stream can go on: after a format error its boundaries can no longer be trusted.
 */
import { copyOf } from '../foundation/big-endian.ts';

export interface WireError {
  readonly kind: 'wire-error';
  /**
   * `unknown-opcode` and `bad-field`: one PDU that ends where it says (Reject, the connection goes on); `too-long` and `header-digest`: the
   * stream has lost its boundaries, and nothing follows; `data-digest`: one PDU's data are rotten, and its header is right.
   */
  readonly reason: 'unknown-opcode' | 'bad-field' | 'too-long' | 'header-digest' | 'data-digest';
  /** One sentence: which byte, what stood there, what may stand there. */
  readonly message: string;
  /** The 48 bytes of the basic header segment. */
  readonly header: Uint8Array;
}

/** Keeps a copy of `header`, which may be a view on bytes that change. */
export const wireError = (reason: WireError['reason'], message: string, header: Uint8Array): WireError => ({
  kind: 'wire-error',
  reason,
  message,
  header: copyOf(header, 0, 48),
});

export const isWireError = (value: object): value is WireError => (value as { kind?: unknown }).kind === 'wire-error';
