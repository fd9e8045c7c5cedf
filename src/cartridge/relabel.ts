/**
 * Another label on a cartridge. Its barcode is the name of its folder, and stands in its description as well; the rename decides, and the
 * description knows both names across it, so a crash leaves the cartridge under one of them, whole:
 *
 *     OLD/cartridge.json "OLD" ─▶ OLD/ "OLD", next "NEW" ─▶ NEW/ "OLD", next "NEW" ─▶ NEW/ "NEW"
 */
import { basename, dirname } from 'node:path';
import { type CartridgeDescription, writeDescription } from './cartridge-file.ts';
import type { CartridgeLabel } from './cartridge-label.ts';
import type { Store } from './store.ts';

/** The description with the label in this condition; as it is when none is given. */
export function withLabel(description: CartridgeDescription, label: CartridgeLabel | undefined): CartridgeDescription {
  if (label === undefined) return description;
  const { label: _, ...readable } = description;
  return label === 'readable' ? readable : { ...readable, label };
}

/** `description` is what it shall be afterwards, with its new barcode. Nothing may be in the place of `to`. @throws StoreError */
export async function renameCartridge(store: Store, from: string, to: string, description: CartridgeDescription): Promise<void> {
  await writeDescription(store, from, { ...description, barcode: basename(from), nextBarcode: description.barcode });
  await store.rename(from, to);
  await store.syncFolder(dirname(to));
  // It has happened; what is left of the old name means nothing, and goes with the next change at the latest.
  await writeDescription(store, to, description).catch(() => {});
}
