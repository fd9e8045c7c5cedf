/**
 * Sense data as the class drivers look at them: at fixed offsets (SPC-5 §4.4.3, fixed format) in the 18 bytes they have room for, whatever the response
 * code says. Descriptors are not known to them: a drive that sends such is misunderstood, as it is on the real system.
 */
export interface Sense {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  /** Signed; undefined: VALID is not set. */
  readonly information: number | undefined;
  /** The same without a look at VALID, as the class driver reads it to tell a short block from a long one. */
  readonly informationField: number;
}

/** Undefined: there are none, or too few to be looked at. */
export function readSense(bytes: Uint8Array): Sense | undefined {
  if (bytes.length < 8) return undefined;
  const at = (offset: number): number => bytes[offset] ?? 0;
  const informationField = (at(3) << 24) | (at(4) << 16) | (at(5) << 8) | at(6);
  return {
    key: at(2) & 0x0f,
    asc: at(12),
    ascq: at(13),
    filemark: (at(2) & 0x80) !== 0,
    endOfMedium: (at(2) & 0x40) !== 0,
    incorrectLength: (at(2) & 0x20) !== 0,
    information: (at(0) & 0x80) !== 0 ? informationField : undefined,
    informationField,
  };
}
