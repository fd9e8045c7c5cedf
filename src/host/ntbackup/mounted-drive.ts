/** The drive that NTBackup has in use: Removable Storage brings a medium into it, and NTBackup opens it and makes it ready for blocks. */
import type { Request } from '../person.ts';
import type { Medium } from '../removable-storage/medium.ts';
import type { RemovableStorage } from '../removable-storage/removable-storage.ts';
import { prepareTape, TapeCallError } from '../win32-tape.ts';
import { type TapeHandle, type Win32, Win32Error, type Win32ErrorCode } from '../windows/win32.ts';

/** Removable Storage has not brought a medium. */
export class MountFailure extends Error {
  override readonly name = 'MountFailure';
  readonly error: Win32ErrorCode;

  constructor(error: Win32ErrorCode) {
    super(`no medium: error ${error}`);
    this.error = error;
  }
}

/** How long it waits for a medium that an operator was asked for; unconfirmed, the real one may wait for longer. */
export const MOUNT_PATIENCE_MS = 60 * 60 * 1000;

/** What is usual for the drive, as far as Microsoft Tape Format can point into its blocks. */
const blockBytes = (usual: number): number => Math.min(Math.max(usual, 1024), 32_768);

export interface OpenTape {
  readonly handle: TapeHandle;
  readonly blockBytes: number;
}

export class MountedDrive {
  readonly #storage: RemovableStorage;
  readonly #win32: Win32;
  readonly #compression: boolean | undefined;
  #mounted: { readonly medium: Medium; readonly handle: TapeHandle } | undefined;

  constructor(storage: RemovableStorage, win32: Win32, compression?: boolean) {
    this.#storage = storage;
    this.#win32 = win32;
    this.#compression = compression;
  }

  /** The tape, rewound. @throws MountFailure, TapeCallError */
  async mount(medium: Medium, ask: Request | undefined): Promise<OpenTape> {
    const { error, path } = await this.#storage.mount(medium, ask, MOUNT_PATIENCE_MS);
    if (path === undefined) throw new MountFailure(error);
    const opened = await this.#win32.createFile(path);
    if (opened.handle?.kind !== 'tape') throw new TapeCallError('CreateFile', opened.error || Win32Error.invalidHandle);
    this.#mounted = { medium, handle: opened.handle };
    return { handle: opened.handle, blockBytes: await prepareTape(opened.handle, { blockBytes, compression: this.#compression }) };
  }

  /** Rewinds and lets go of it. A library has its medium back; one in a stand-alone drive is ejected (`eject`), or stays where it is. */
  async leave(eject: boolean): Promise<void> {
    const mounted = this.#mounted;
    if (mounted === undefined) return;
    this.#mounted = undefined;
    await mounted.handle.setPosition('rewind');
    mounted.handle.close();
    if (eject || mounted.medium.place?.library.kind === 'automated') await this.#storage.dismount(mounted.medium);
  }
}
