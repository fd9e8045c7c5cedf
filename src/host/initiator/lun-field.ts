/** The LUN field of PDUs: 8 bytes as SAM-5 §4.7 has them, peripheral device addressing up to 255 and flat space addressing from there on. */
import { invariant } from '../../foundation/invariant.ts';

export function lunField(lun: number): bigint {
  invariant(Number.isInteger(lun) && lun >= 0 && lun < 0x4000, 'a logical unit number has 14 bits');
  return BigInt(lun < 256 ? lun : 0x4000 | lun) << 48n;
}
