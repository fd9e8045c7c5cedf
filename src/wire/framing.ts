/**
 * What the two sides of a connection have agreed on about the form of its PDUs: which digests stand in them (RFC 7143 §11.2.3, §13.1), and how
 * long a data segment the receiver takes (§13.12).
 */
export interface Framing {
  /** A CRC32C behind the basic and additional header segments. */
  readonly headerDigest: boolean;
  /** A CRC32C behind the data segment and its padding, in PDUs that have one. */
  readonly dataDigest: boolean;
  /** The longest data segment that is received, in bytes. */
  readonly maximumDataSegmentLength: number;
}

/** Of every connection while it logs in: no digests, and the default of MaxRecvDataSegmentLength. */
export const loginFraming: Framing = { headerDigest: false, dataDigest: false, maximumDataSegmentLength: 8192 };
