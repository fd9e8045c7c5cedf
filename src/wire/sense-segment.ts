/**
 * The data segment of a SCSI Response that carries sense data (RFC 7143 §11.4.7): a command ends without data of its own there.
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0–1      SenseLength
 *     2–       sense data
 */
import { putUint16 } from '../foundation/big-endian.ts';
import { ByteList } from '../foundation/byte-list.ts';

export function senseSegment(sense: Uint8Array): ByteList {
  if (sense.length === 0) return ByteList.empty;
  const segment = new Uint8Array(2 + sense.length);
  putUint16(segment, 0, sense.length);
  segment.set(sense, 2);
  return ByteList.of(segment);
}
