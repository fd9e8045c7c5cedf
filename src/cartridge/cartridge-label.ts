/**
 * The label on a cartridge's shell: its barcode, unless `label` in `cartridge.json` says that no scanner can read it, or that there is none. A
 * library reads thousands of labels when it takes stock, so this looks at nothing else of the cartridge; what is wrong inside is told to those
 * who open it.
 */
import * as z from 'zod';
import { readWhole, type Store } from './store.ts';

/** What a scanner makes of it. */
export type CartridgeLabel = 'readable' | 'unreadable' | 'none';

/** Absent from the description of a cartridge whose label can be read. */
export const flawedLabel = z.enum(['unreadable', 'none']);

const outside = z.looseObject({ label: flawedLabel.optional() });

/** `path` is that of the description. @throws StoreError */
export async function readCartridgeLabel(store: Store, path: string): Promise<CartridgeLabel> {
  const bytes = await readWhole(store, path);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return 'readable';
  }
  return outside.safeParse(value).data?.label ?? 'readable';
}
