/**
 * Additional header segments (RFC 7143 §11.2.2): what follows the 48 bytes of a SCSI Command whose CDB is longer than 16 bytes or that reads
 * and writes. TotalAHSLength counts them all in words of 4 bytes.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0–1      AHSLength: the bytes from 3 on, without padding
 *     2        .   .   AHSType
 *     3–       AHS-Specific
 *     n–       padding to a multiple of 4
 */
import { copyOf, putUint16, uint16At } from '../foundation/big-endian.ts';
import { invariant } from '../foundation/invariant.ts';

export interface AdditionalHeaderSegment {
  /** 6 bits: 1 = extended CDB, 2 = bidirectional read expected data transfer length. */
  readonly type: number;
  /** After the type byte: AHSLength bytes without padding. */
  readonly bytes: Uint8Array;
}

/** TotalAHSLength is one byte. */
const MAXIMUM_TOTAL_BYTES = 255 * 4;

const noSegments: readonly AdditionalHeaderSegment[] = [];

const paddedLength = (ahsLength: number): number => (3 + ahsLength + 3) & ~3;

/** The segments in `bytes` (a multiple of 4), or the sentence that says which of them leaves it. */
export function decodeAdditionalHeader(bytes: Uint8Array): readonly AdditionalHeaderSegment[] | string {
  if (bytes.length === 0) return noSegments;
  const segments: AdditionalHeaderSegment[] = [];
  for (let at = 0; at < bytes.length; ) {
    const ahsLength = uint16At(bytes, at);
    const next = at + paddedLength(ahsLength);
    if (next > bytes.length) {
      const room = bytes.length - at - 3;
      return `bytes ${48 + at} and ${49 + at} (AHSLength) are ${ahsLength}, and at most ${room} bytes are left of TotalAHSLength`;
    }
    segments.push({ type: bytes[at + 2]! & 0x3f, bytes: copyOf(bytes, at + 3, at + 3 + ahsLength) });
    at = next;
  }
  return segments;
}

/** The bytes that `segments` take with their padding. */
export function additionalHeaderLength(segments: readonly AdditionalHeaderSegment[]): number {
  let length = 0;
  for (const segment of segments) length += paddedLength(segment.bytes.length);
  invariant(length <= MAXIMUM_TOTAL_BYTES, `additional header segments take ${MAXIMUM_TOTAL_BYTES} bytes at most`);
  return length;
}

export function encodeAdditionalHeader(segments: readonly AdditionalHeaderSegment[], target: Uint8Array, offset: number): void {
  let at = offset;
  for (const { type, bytes } of segments) {
    putUint16(target, at, bytes.length);
    target[at + 2] = type;
    target.set(bytes, at + 3);
    at += paddedLength(bytes.length);
  }
}
