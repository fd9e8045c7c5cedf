/** Sense data in fixed format (SPC-4 §4.5.3), read by hand; the conformance suite asks for no other format. */

export interface Sense {
  readonly deferred: boolean;
  readonly key: number;
  /** ADDITIONAL SENSE CODE and its qualifier as one number: 2900h. */
  readonly code: number;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  /** Signed; undefined when VALID is 0. */
  readonly information: number | undefined;
  /** FIELD POINTER with its C/D bit, for ILLEGAL REQUEST; undefined when SKSV is 0. */
  readonly fieldPointer: { readonly inCdb: boolean; readonly byte: number; readonly bit: number | undefined } | undefined;
}

export function decodeSense(bytes: Uint8Array): Sense {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const responseCode = bytes[0]! & 0x7f;
  if (responseCode !== 0x70 && responseCode !== 0x71)
    throw new Error(`response code ${responseCode.toString(16)}h is not of the fixed format`);
  if (bytes.length < 18) throw new Error(`${bytes.length} bytes are no whole fixed-format sense data`);
  if (bytes[7] !== bytes.length - 8) throw new Error(`ADDITIONAL SENSE LENGTH is ${bytes[7]} in ${bytes.length} bytes`);
  const key = bytes[2]! & 0x0f;
  const specific = bytes[15]!;
  return {
    deferred: responseCode === 0x71,
    key,
    code: view.getUint16(12),
    filemark: (bytes[2]! & 0x80) !== 0,
    endOfMedium: (bytes[2]! & 0x40) !== 0,
    incorrectLength: (bytes[2]! & 0x20) !== 0,
    information: (bytes[0]! & 0x80) !== 0 ? view.getInt32(3) : undefined,
    fieldPointer:
      key === 5 && (specific & 0x80) !== 0
        ? { inCdb: (specific & 0x40) !== 0, byte: view.getUint16(16), bit: (specific & 0x08) !== 0 ? specific & 0x07 : undefined }
        : undefined,
  };
}
