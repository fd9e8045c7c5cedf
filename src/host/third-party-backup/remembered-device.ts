/**
 * A device as a program knows it that has read the names of devices once, when it started (KB 889330): by that name, for ever. It holds a handle of it from
 * then on (`open`), or has one for each use (`closed`). When its handle answers nothing but errors it opens the same name once more, and the old handle is
 * kept until that has gone well; where it does not the device is offline, until the next time somebody wants it.
 */
import { type DeviceHandle, type Win32, Win32Error, type Win32ErrorCode } from '../windows/win32.ts';

export type HandlePolicy = 'open' | 'closed';

export interface Acquired<H extends DeviceHandle> {
  readonly error: Win32ErrorCode;
  readonly handle?: H;
}

export class RememberedDevice<H extends DeviceHandle> {
  /** `\\.\Tape0`. */
  readonly path: string;
  readonly #win32: Win32;
  readonly #policy: HandlePolicy;
  #handle: H | undefined;

  constructor(path: string, win32: Win32, policy: HandlePolicy) {
    this.path = path;
    this.#win32 = win32;
    this.#policy = policy;
  }

  /** A handle that answers. */
  async acquire(): Promise<Acquired<H>> {
    const held = this.#handle;
    if (held !== undefined && (await isThere(held))) return { error: Win32Error.success, handle: held };
    const { error, handle } = await this.#win32.createFile(this.path);
    if (handle === undefined) return { error };
    held?.close();
    this.#handle = handle as H;
    return { error, handle: handle as H };
  }

  /** Whoever acquired it has done what was to be done. */
  release(): void {
    if (this.#policy === 'closed') this.close();
  }

  close(): void {
    this.#handle?.close();
    this.#handle = undefined;
  }
}

/** What a device answers that is there, whatever it thinks of its medium. */
const answers: ReadonlySet<Win32ErrorCode> = new Set([
  Win32Error.success,
  Win32Error.notReady,
  Win32Error.busy,
  Win32Error.mediaChanged,
  Win32Error.busReset,
  Win32Error.noMediaInDrive,
  Win32Error.magazineNotPresent,
  Win32Error.deviceDoorOpen,
  Win32Error.deviceRequiresCleaning,
]);

const isThere = async (handle: DeviceHandle): Promise<boolean> => answers.has((await handle.getStatus()).error);
