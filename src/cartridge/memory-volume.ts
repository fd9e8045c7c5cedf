/** A cartridge in memory: the same code as on disk, on a store that is gone with the process. */
import { openCartridge } from './cartridge.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeSpecification, describeNew } from './cartridge-specification.ts';
import { readLabel } from './medium-type.ts';
import { MemoryStore } from './memory-store.ts';
import { prepareCartridge } from './prepare-cartridge.ts';
import type { Store } from './store.ts';
import type { Volume } from './volume.ts';

/** Whatever a cartridge can be; of LTO-8 unless said otherwise. */
export interface MemoryVolumeOptions extends Partial<CartridgeSpecification> {
  /** Another store than a fresh `MemoryStore`: one that fails, for example. */
  readonly store?: Store;
  readonly publish?: PublishCartridge;
}

/** A volume that was just made, labelled so that it is what it shall be. */
export async function createMemoryVolume(options: MemoryVolumeOptions = {}): Promise<Volume> {
  const { store = new MemoryStore(), publish = () => {}, ...specification } = options;
  const { barcode = (specification.mediumType ?? 'lto-8') === 'lto-8' ? 'MEM001L8' : 'MEM001' } = specification;
  const mediumType = specification.mediumType ?? readLabel(barcode)?.type.name ?? 'lto-8';
  const description = describeNew({ ...specification, barcode, mediumType }, { now: () => 0 });
  const folder = `/${barcode}`;
  await store.makeFolder('/');
  const prepared = await prepareCartridge(store, folder, description);
  await prepared.place();
  return openCartridge({ store, folder, description: prepared.description, publish });
}
