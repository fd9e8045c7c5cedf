/**
 * Opens a cartridge as a drive does, in a process that has opened none before, and says as JSON how long that took and what of its files was read:
 * `node --import tsx bench/open-cartridge.ts CARTRIDGES BARCODE`.
 */
import { CartridgeRoom } from '../src/cartridge/cartridge-room.ts';
import { diskStore } from '../src/cartridge/disk-store.ts';
import type { Store, StoreFile } from '../src/cartridge/store.ts';

export interface Opening {
  readonly seconds: number;
  readonly objects: number;
  /** Of the tape file, and of its index. */
  readonly tapeBytesRead: number;
  readonly indexBytesRead: number;
  /** Behind what was synchronised, and in no whole block. */
  readonly bytesCut: number;
  readonly residentBytes: number;
}

const read = { tap: 0, idx: 0 };

const counting = (file: StoreFile, kind: keyof typeof read): StoreFile => ({
  read: async (target, position) => {
    const bytes = await file.read(target, position);
    read[kind] += bytes;
    return bytes;
  },
  write: (pieces, position) => file.write(pieces, position),
  truncate: (lengthBytes) => file.truncate(lengthBytes),
  datasync: () => file.datasync(),
  size: () => file.size(),
  close: () => file.close(),
});

const store: Store = {
  ...diskStore,
  openFile: async (path, mode) => {
    const file = await diskStore.openFile(path, mode);
    if (path.endsWith('.tap')) return counting(file, 'tap');
    return path.endsWith('.idx') ? counting(file, 'idx') : file;
  },
};

const [folder, barcode] = process.argv.slice(2) as [string, string];
let bytesCut = 0;
const room = new CartridgeRoom({
  folder,
  store,
  publish: (event) => {
    if (event.event === 'cartridge.tail-cut') bytesCut += event.bytes;
  },
});
const began = performance.now();
const volume = await room.mount(barcode);
const seconds = (performance.now() - began) / 1000;
const opening: Opening = {
  seconds,
  objects: volume.partitions[0]!.endOfData,
  tapeBytesRead: read.tap,
  indexBytesRead: read.idx,
  bytesCut,
  residentBytes: process.memoryUsage.rss(),
};
await volume.close();
console.log(JSON.stringify(opening));
