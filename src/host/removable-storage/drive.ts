/**
 * What Removable Storage does with one drive, each time through a handle of its own: looks whether a medium is in it and what is written at its beginning,
 * writes a label, and ejects. The label is the tape's first block.
 */
import type { Clock } from '../../foundation/clock.ts';
import { pause, waitUntilReady } from '../win32-tape.ts';
import { type TapeHandle, type Win32, Win32Error, type Win32ErrorCode } from '../windows/win32.ts';
import { mediaTypeNames } from './media-types.ts';

/** How long a medium may take until it can be read, once it is in. */
const LOAD_PATIENCE_MS = 300_000;

/** The longest first block that is looked at. */
const LABEL_BYTES = 65_536;

export class MediaDrive {
  /** `\\.\Tape0`. */
  readonly path: string;
  readonly name: string;
  /** The pool's name of what it takes; undefined: its driver does not tell. */
  mediaType: string | undefined;
  readonly #win32: Win32;
  readonly #clock: Clock;

  constructor(name: string, win32: Win32, clock: Clock) {
    this.name = name;
    this.path = `\\\\.\\${name}`;
    this.#win32 = win32;
    this.#clock = clock;
  }

  /** Asks its driver what it takes. */
  async findMediaType(): Promise<void> {
    await this.#with(async (handle) => {
      const { value } = await handle.getMediaTypes();
      const type = value?.find(({ mounted }) => mounted) ?? value?.find(({ mediaType }) => mediaType !== 'CLEANER_CARTRIDGE');
      if (type !== undefined) this.mediaType = mediaTypeNames[type.mediaType];
      return Win32Error.success;
    });
  }

  /** Whether a medium is in it, ready. What is just being loaded is waited for. */
  async isReady(): Promise<boolean> {
    const error = await this.#with(async (handle) => {
      // A change is told once.
      let { error } = await handle.getStatus();
      if (error === Win32Error.mediaChanged || error === Win32Error.busReset) ({ error } = await handle.getStatus());
      return error === Win32Error.notReady ? waitUntilReady(handle, this.#clock, LOAD_PATIENCE_MS) : error;
    });
    return error === Win32Error.success;
  }

  /** Waits until what was put into it is ready. */
  ready(): Promise<Win32ErrorCode> {
    return this.#with((handle) => waitUntilReady(handle, this.#clock, LOAD_PATIENCE_MS));
  }

  /** The first block of the tape; undefined when there is none that can be read. */
  async readFirstBlock(): Promise<Uint8Array | undefined> {
    let block: Uint8Array | undefined;
    await this.#with(async (handle) => {
      // With a block size of 0 a block of any length is read whole.
      const { error } = await handle.setMediaParameters({ blockSize: 0 });
      if (error !== Win32Error.success) return error;
      await handle.setPosition('rewind');
      const answer = await handle.readFile(LABEL_BYTES);
      if (answer.error === Win32Error.success || answer.error === Win32Error.moreData) block = answer.data;
      await handle.setPosition('rewind');
      return answer.error;
    });
    return block !== undefined && block.length > 0 ? block : undefined;
  }

  /** Writes the tape anew from its beginning: one block, and a filemark. */
  writeFirstBlock(block: Uint8Array): Promise<Win32ErrorCode> {
    return this.#with(async (handle) => {
      for (const call of [
        () => handle.setMediaParameters({ blockSize: block.length }),
        () => handle.setPosition('rewind'),
        () => handle.writeFile(block),
        () => handle.writeMarks(1),
        () => handle.setPosition('rewind'),
      ]) {
        const { error } = await call();
        if (error !== Win32Error.success) return error;
      }
      return Win32Error.success;
    });
  }

  /** Rewinds and ejects. */
  eject(): Promise<Win32ErrorCode> {
    return this.#with(async (handle) => {
      await handle.setPosition('rewind');
      return (await handle.prepare('unload')).error;
    });
  }

  async #with(work: (handle: TapeHandle) => Promise<Win32ErrorCode>): Promise<Win32ErrorCode> {
    const { error, handle } = await this.#open();
    if (handle?.kind !== 'tape') return error === Win32Error.success ? Win32Error.invalidHandle : error;
    try {
      return await work(handle);
    } finally {
      handle.close();
    }
  }

  async #open(): ReturnType<Win32['createFile']> {
    const answer = await this.#win32.createFile(this.path);
    if (answer.error !== Win32Error.busy) return answer;
    await pause(this.#clock, 1000);
    return this.#win32.createFile(this.path);
  }
}
