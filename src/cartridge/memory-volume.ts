/** A cartridge in memory: the same code as on disk, on a store that is gone with the process. */

import { openCartridge, prepareCartridge } from './cartridge.ts';
import type { PublishCartridge } from './cartridge-event.ts';
import { type CartridgeDescription, defaultEarlyWarningBytes } from './cartridge-file.ts';
import { mediumTypeNamed } from './medium-type.ts';
import { MemoryStore } from './memory-store.ts';
import type { Store } from './store.ts';
import type { Volume } from './volume.ts';

export interface MemoryVolumeOptions {
  readonly barcode?: string;
  /** `lto-8` unless said otherwise. */
  readonly mediumType?: string;
  readonly capacityBytes?: number;
  readonly earlyWarningBytes?: number;
  readonly writeProtected?: boolean;
  readonly checksum?: 'crc32c' | 'off';
  /** Another store than a fresh `MemoryStore`: one that fails, for example. */
  readonly store?: Store;
  readonly publish?: PublishCartridge;
}

/** A blank volume. */
export async function createMemoryVolume(options: MemoryVolumeOptions = {}): Promise<Volume> {
  const { barcode = 'MEM001L8', mediumType = 'lto-8', store = new MemoryStore(), publish = () => {} } = options;
  const capacityBytes = options.capacityBytes ?? mediumTypeNamed(mediumType)!.nativeCapacityBytes;
  const description: CartridgeDescription = {
    format: 1,
    barcode,
    mediumType,
    capacityBytes,
    earlyWarningBytes: options.earlyWarningBytes ?? defaultEarlyWarningBytes(capacityBytes),
    writeProtected: options.writeProtected ?? false,
    checksum: options.checksum ?? 'crc32c',
    created: '1970-01-01T00:00:00.000Z',
    left: null,
    counters: { mounts: 0, bytesWritten: 0, bytesRead: 0 },
  };
  const folder = `/${barcode}`;
  await store.makeFolder('/');
  const prepared = await prepareCartridge(store, folder, description);
  await prepared.place();
  return openCartridge({ store, folder, description: prepared.description, publish });
}
