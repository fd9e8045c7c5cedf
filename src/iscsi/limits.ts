/**
 * What an initiator may take of this node, however it behaves. All of it can be configured; the defaults serve every known host with room to
 * spare.
 */
export interface IscsiLimits {
  /** From the connection's first moment to the end of its login. */
  readonly loginTimeMs: number;
  /** Sessions that one target, and discovery, serve at once; a login beyond is answered "out of resources". */
  readonly sessionsPerTarget: number;
  /** Commands of a session on their way: what its command window is made of (RFC 7143 §4.2.2.1). */
  readonly commandWindow: number;
  /** MaxRecvDataSegmentLength (§13.12): the longest data segment taken after the login. */
  readonly dataSegmentBytes: number;
  /** Bytes of commands' data that a connection holds before the device takes them; while they are near this, the window and the R2Ts wait. */
  readonly heldBytes: number;
  /** The text of one login or text request, over all its PDUs. */
  readonly textBytes: number;
  /** The key=value pairs in it. */
  readonly textKeys: number;
  /** The longest value of a key, in bytes. */
  readonly textValueBytes: number;
}

export const defaultIscsiLimits: IscsiLimits = {
  loginTimeMs: 15_000,
  sessionsPerTarget: 64,
  commandWindow: 64,
  dataSegmentBytes: 1024 * 1024,
  heldBytes: 32 * 1024 * 1024,
  textBytes: 64 * 1024,
  textKeys: 256,
  textValueBytes: 8192,
};
