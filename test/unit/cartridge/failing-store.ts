/** A store that writes down its changing calls and fails where it is told to: a disk of limited size, a sync or a read that does not succeed. */
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { type OpenMode, type Store, StoreError, type StoreFile } from '../../../src/cartridge/store.ts';

export class FailingStore extends MemoryStore implements Store {
  /** `write partition-0.tap 24`, `datasync partition-0.idx`, …: the calls that change something or make it last. */
  readonly calls: string[] = [];
  /** Files that end in this suffix hold so many bytes at most. */
  full: { readonly suffix: string; readonly bytes: number } | undefined;
  /** Calls that fail with an I/O error, while they are told to: `datasync partition-0.tap`. */
  broken: RegExp | undefined;

  override async openFile(path: string, mode: OpenMode): Promise<StoreFile> {
    const file = await super.openFile(path, mode);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const call = (what: string): void => this.#call(what, path);
    return {
      read: async (target, position) => {
        if (this.broken?.test(`read ${name} ${position}`)) throw new StoreError('io', `${path}: i/o error (EIO)`);
        return file.read(target, position);
      },
      size: () => file.size(),
      close: () => file.close(),
      write: async (pieces, position) => {
        const bytes = new Uint8Array(Buffer.concat(pieces));
        call(`write ${name} ${bytes.length}`);
        const room = this.full !== undefined && path.endsWith(this.full.suffix) ? Math.max(0, this.full.bytes - position) : bytes.length;
        await file.write([bytes.subarray(0, room)], position);
        if (room < bytes.length) throw new StoreError('no-space', `${path}: no space left on device (ENOSPC)`, { writtenBytes: room });
      },
      truncate: async (lengthBytes) => {
        call(`truncate ${name} ${lengthBytes}`);
        await file.truncate(lengthBytes);
      },
      datasync: async () => {
        call(`datasync ${name}`);
        await file.datasync();
      },
    };
  }

  override async rename(from: string, to: string): Promise<void> {
    this.#call(`rename ${to.slice(to.lastIndexOf('/') + 1)}`, to);
    await super.rename(from, to);
  }

  #call(what: string, path: string): void {
    this.calls.push(what);
    if (this.broken?.test(what)) throw new StoreError('io', `${path}: i/o error (EIO)`);
  }
}
