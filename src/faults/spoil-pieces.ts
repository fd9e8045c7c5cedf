/** The bytes of one PDU, laid open to be spoilt: where its segments and digests stand (RFC 7143 §11.2). */
import { ByteList } from '../foundation/byte-list.ts';
import { additionalHeaderLengthOf, dataSegmentLengthOf, HEADER_LENGTH, paddingOf } from '../wire/codec.ts';
import { checksumOf, DIGEST_LENGTH, putDigest } from '../wire/digest.ts';
import { type Framing, loginFraming } from '../wire/framing.ts';
import type { PduBytes, Spoil } from './connection-handle.ts';

/** What these make of it, one after the other; one that changes its length has the last word. */
export function spoilPieces(pieces: readonly Uint8Array[], framing: Framing = loginFraming, spoils: readonly Spoil[]): Uint8Array {
  let bytes = new Uint8Array(ByteList.from(pieces).length);
  ByteList.from(pieces).copyTo(bytes);
  for (const spoil of spoils) {
    const { length } = bytes;
    bytes = new Uint8Array(spoil(laidOpen(bytes, framing)));
    if (bytes.length !== length) break;
  }
  return bytes;
}

function laidOpen(bytes: Uint8Array, { headerDigest, dataDigest }: Framing): PduBytes {
  const headerLength = HEADER_LENGTH + additionalHeaderLengthOf(bytes);
  const dataLength = dataSegmentLengthOf(bytes);
  const dataAt = headerLength + (headerDigest ? DIGEST_LENGTH : 0);
  return {
    bytes,
    headerLength,
    headerDigestAt: headerDigest ? headerLength : undefined,
    dataAt,
    dataLength,
    dataDigestAt: dataDigest && dataLength > 0 ? dataAt + dataLength + paddingOf(dataLength) : undefined,
  };
}

/** Has the digests fit what the bytes are now. */
export function sealAnew({ bytes, headerLength, headerDigestAt, dataAt, dataDigestAt }: PduBytes): void {
  if (headerDigestAt !== undefined) putDigest(bytes, headerDigestAt, checksumOf([bytes.subarray(0, headerLength)]));
  if (dataDigestAt !== undefined) putDigest(bytes, dataDigestAt, checksumOf([bytes.subarray(dataAt, dataDigestAt)]));
}
