/**
 * The envelope of a block: what it bears in its record before its data, in a record class of our own. The lengths say what is there; what has none
 * is not there.
 *
 *      0  magic "TLEV"                       8  length of the key check
 *      4  version (1)                        9  length of the authenticated key-associated data
 *      5  marks of the encryption, or 0     10  length of the unauthenticated key-associated data
 *      6  length of the nonce               11  length of the protection information
 *      7  length of the tag                 12  these six one after the other, and the CRC32C of all before it
 *
 * A nonce means that the data are enciphered. The CRC32C is there for a file without its index: lengths that rotted would make other data of the block.
 */
import { crc32c } from '../foundation/crc32c.ts';
import { invariant } from '../foundation/invariant.ts';
import { readWord, wordBytes, writeWord } from './simh.ts';
import type { BlockEncryption, Envelope } from './volume.ts';

const magic = 0x5645_4c54;
const version = 1;
const marksAt = 5;
const lengthsAt = 6;
const headBytes = 12;

const none = new Uint8Array(0);

/** The six fields in their order. */
function fieldsOf({ encryption, protection }: Envelope): readonly Uint8Array[] {
  return [
    encryption?.nonce ?? none,
    encryption?.tag ?? none,
    encryption?.keyCheck ?? none,
    encryption?.authenticatedKeyData ?? none,
    encryption?.unauthenticatedKeyData ?? none,
    protection ?? none,
  ];
}

/** Bytes that the envelope takes; none for no envelope. */
export function envelopeLength(envelope: Envelope | undefined): number {
  return envelope === undefined ? 0 : fieldsOf(envelope).reduce((sum, { length }) => sum + length, headBytes + wordBytes);
}

export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const { encryption } = envelope;
  invariant(encryption === undefined || encryption.nonce.length > 0, 'what is enciphered has a nonce');
  const bytes = new Uint8Array(envelopeLength(envelope));
  writeWord(bytes, 0, magic);
  bytes[4] = version;
  bytes[marksAt] = encryption?.marks ?? 0;
  let at = headBytes;
  for (const [ordinal, field] of fieldsOf(envelope).entries()) {
    invariant(field.length <= 0xff, 'the fields of an envelope are short');
    bytes[lengthsAt + ordinal] = field.length;
    bytes.set(field, at);
    at += field.length;
  }
  writeWord(bytes, at, crc32c(bytes.subarray(0, at)));
  return bytes;
}

/** The envelope at the beginning of a record, as views, and its length; undefined if there is none that this format knows. */
export function decodeEnvelope(record: Uint8Array): { readonly envelope: Envelope; readonly lengthBytes: number } | undefined {
  if (record.length < headBytes || readWord(record, 0) !== magic || record[4] !== version) return undefined;
  let ordinal = 0;
  let at = headBytes;
  const field = (): Uint8Array => {
    const from = at;
    at += record[lengthsAt + ordinal++]!;
    return record.subarray(from, at);
  };
  const encryption: BlockEncryption = {
    nonce: field(),
    tag: field(),
    keyCheck: field(),
    authenticatedKeyData: field(),
    unauthenticatedKeyData: field(),
    ...(record[marksAt] !== 0 && { marks: record[marksAt]! }),
  };
  const protection = field();
  const lengthBytes = at + wordBytes;
  if (lengthBytes > record.length || readWord(record, at) !== crc32c(record.subarray(0, at))) return undefined;
  return {
    envelope: { ...(encryption.nonce.length > 0 && { encryption }), ...(protection.length > 0 && { protection }) },
    lengthBytes,
  };
}
