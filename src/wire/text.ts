/**
 * Text format (RFC 7143 §6.1): what Login and Text PDUs carry, `key=value` pairs in UTF-8, each followed by a NUL. The pairs are taken as
 * they stand; whether a key is known, may be sent now or twice, and what its value means, is negotiated elsewhere.
 *
 * A pair may be cut by the end of a PDU with the C bit: decode what the whole sequence of PDUs carried.
 */
import { ByteList } from '../foundation/byte-list.ts';

export type TextPair = readonly [key: string, value: string];

/** The longest key name (§6.1). */
const MAXIMUM_KEY_LENGTH = 63;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Total: any bytes give their pairs, or one sentence that says where they stop being text. */
export function decodeText(bytes: Uint8Array): { readonly pairs: readonly TextPair[] } | { readonly error: string } {
  const pairs: TextPair[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    if (end < 0) return { error: `the pair at byte ${start} does not end in a NUL` };
    // Some initiators count their padding into the data segment: more NULs after the last pair.
    if (end > start) {
      const pair = decodePair(bytes.subarray(start, end));
      if (typeof pair === 'string') return { error: `the pair at byte ${start} ${pair}` };
      pairs.push(pair);
    }
    start = end + 1;
  }
  return { pairs };
}

function decodePair(bytes: Uint8Array): TextPair | string {
  const equals = bytes.indexOf(0x3d);
  if (equals < 0) return 'has no "="';
  if (equals === 0) return 'has no key before its "="';
  if (equals > MAXIMUM_KEY_LENGTH) return `has a key of ${equals} bytes, and ${MAXIMUM_KEY_LENGTH} is the most`;
  try {
    return [decoder.decode(bytes.subarray(0, equals)), decoder.decode(bytes.subarray(equals + 1))];
  } catch {
    return 'is not UTF-8';
  }
}

export function encodeText(pairs: readonly TextPair[]): ByteList {
  return ByteList.of(encoder.encode(pairs.map(([key, value]) => `${key}=${value}\0`).join('')));
}
