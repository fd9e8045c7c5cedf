/** Sense data read by hand: the fixed format (SPC-4 §4.5.3), and that of descriptors (§4.5.2) for those who ask for it. */

export interface Sense {
  readonly format: 'fixed' | 'descriptors';
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
  const responseCode = bytes[0]! & 0x7f;
  if (responseCode === 0x70 || responseCode === 0x71) return decodeFixed(bytes);
  if (responseCode === 0x72 || responseCode === 0x73) return decodeDescriptors(bytes);
  throw new Error(`${responseCode.toString(16)}h is no response code of sense data`);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function decodeFixed(bytes: Uint8Array): Sense {
  const view = viewOf(bytes);
  if (bytes.length < 18) throw new Error(`${bytes.length} bytes are no whole fixed-format sense data`);
  if (bytes[7] !== bytes.length - 8) throw new Error(`ADDITIONAL SENSE LENGTH is ${bytes[7]} in ${bytes.length} bytes`);
  const key = bytes[2]! & 0x0f;
  return {
    format: 'fixed',
    deferred: (bytes[0]! & 0x7f) === 0x71,
    key,
    code: view.getUint16(12),
    ...marksOf(bytes[2]!),
    information: (bytes[0]! & 0x80) !== 0 ? view.getInt32(3) : undefined,
    fieldPointer: key === 5 ? pointerOf(bytes.subarray(15, 18)) : undefined,
  };
}

/** Of the descriptors those for information (00h), the field pointer (02h) and stream commands (04h) are read. */
function decodeDescriptors(bytes: Uint8Array): Sense {
  if (bytes[7] !== bytes.length - 8) throw new Error(`ADDITIONAL SENSE LENGTH is ${bytes[7]} in ${bytes.length} bytes`);
  const descriptors = new Map<number, Uint8Array>();
  let at = 8;
  for (; at < bytes.length; at += 2 + bytes[at + 1]!) descriptors.set(bytes[at]!, bytes.subarray(at, at + 2 + bytes[at + 1]!));
  if (at !== bytes.length) throw new Error('the descriptors do not end where the sense data does');
  const information = descriptors.get(0x00);
  const pointer = descriptors.get(0x02);
  return {
    format: 'descriptors',
    deferred: (bytes[0]! & 0x7f) === 0x73,
    key: bytes[1]! & 0x0f,
    code: viewOf(bytes).getUint16(2),
    ...marksOf(descriptors.get(0x04)?.[3] ?? 0),
    information: information && Number(viewOf(information).getBigInt64(4)),
    fieldPointer: pointer && pointerOf(pointer.subarray(4, 7)),
  };
}

const marksOf = (byte: number): Pick<Sense, 'filemark' | 'endOfMedium' | 'incorrectLength'> => ({
  filemark: (byte & 0x80) !== 0,
  endOfMedium: (byte & 0x40) !== 0,
  incorrectLength: (byte & 0x20) !== 0,
});

/** SENSE KEY SPECIFIC of ILLEGAL REQUEST: SKSV, C/D, BPV and bit pointer in a byte, the field pointer in two. */
function pointerOf(specific: Uint8Array): Sense['fieldPointer'] {
  const flags = specific[0]!;
  if ((flags & 0x80) === 0) return undefined;
  return { inCdb: (flags & 0x40) !== 0, byte: viewOf(specific).getUint16(1), bit: (flags & 0x08) !== 0 ? flags & 0x07 : undefined };
}
