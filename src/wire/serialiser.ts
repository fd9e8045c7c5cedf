/**
 * A PDU as the pieces that leave on the wire (RFC 7143 §11.2): header, data segment as it lies, padding. Nothing is concatenated: a socket
 * takes them corked. The digests, when negotiated, will stand after the header and after the padding.
 */
import { encodeHeader, paddingOf } from './codec.ts';
import type { Pdu } from './pdu.ts';

const zeros = new Uint8Array(3);
const paddings = [0, 1, 2, 3].map((length) => zeros.subarray(0, length));

export function serialise(pdu: Pdu): readonly Uint8Array[] {
  const header = encodeHeader(pdu);
  if (!('data' in pdu) || pdu.data.length === 0) return [header];
  const padding = paddingOf(pdu.data.length);
  return padding === 0 ? [header, ...pdu.data.pieces] : [header, ...pdu.data.pieces, paddings[padding]!];
}
