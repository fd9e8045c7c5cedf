/**
 * Hardware IDs as Plug and Play makes them of INQUIRY strings, and what an INF lists. `SCSI\`, the kind, VENDOR IDENTIFICATION and PRODUCT
 * IDENTIFICATION, with `_` for every blank, comma and character that cannot be printed. A tape has no compatible ID: one that no INF lists has no driver.
 */
import type { EnumeratedUnit } from '../physical-device.ts';

/** Without its `SCSI\Sequential` or `SCSI\Changer`: eight characters and sixteen. */
export const productIdOf = ({ vendorId, productId }: Pick<EnumeratedUnit, 'vendorId' | 'productId'>): string =>
  [...(vendorId.padEnd(8).slice(0, 8) + productId.padEnd(16).slice(0, 16))]
    .map((character) => (/[!-+\--~]/.test(character) ? character : '_'))
    .join('');

/** An INF's entries: of each vendor, as the ID has it, the products with their trailing `_` left out. */
export const listed = (products: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(Object.entries(products).flatMap(([vendor, names]) => names.map((name) => vendor.padEnd(8, '_') + name.padEnd(16, '_'))));
