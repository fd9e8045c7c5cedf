/**
 * A PDU as the pieces that leave on the wire (RFC 7143 §11.2): header, header digest, data segment as it lies, padding, data digest. Nothing is
 * concatenated: a socket takes them corked. A digest stands in one piece with what is made here anyway, the header or the padding.
 */
import { encodeHeader, paddingOf } from './codec.ts';
import { checksumOf, DIGEST_LENGTH, putDigest } from './digest.ts';
import { type Framing, loginFraming } from './framing.ts';
import type { Pdu } from './pdu.ts';

const zeros = new Uint8Array(3);
const paddings = [0, 1, 2, 3].map((length) => zeros.subarray(0, length));

export function serialise(pdu: Pdu, framing: Pick<Framing, 'headerDigest' | 'dataDigest'> = loginFraming): readonly Uint8Array[] {
  const header = framing.headerDigest ? digestedHeader(pdu) : encodeHeader(pdu);
  if (!('data' in pdu) || pdu.data.length === 0) return [header];
  const { pieces, length } = pdu.data;
  const padding = paddings[paddingOf(length)]!;
  if (framing.dataDigest) return [header, ...pieces, digestedPadding(pieces, padding)];
  return padding.length === 0 ? [header, ...pieces] : [header, ...pieces, padding];
}

function digestedHeader(pdu: Pdu): Uint8Array {
  const bytes = encodeHeader(pdu, DIGEST_LENGTH);
  const covered = bytes.length - DIGEST_LENGTH;
  putDigest(bytes, covered, checksumOf([bytes.subarray(0, covered)]));
  return bytes;
}

function digestedPadding(data: readonly Uint8Array[], padding: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(padding.length + DIGEST_LENGTH);
  putDigest(bytes, padding.length, checksumOf([padding], checksumOf(data)));
  return bytes;
}
