/**
 * What Removable Storage does with one drive, each time through a handle of its own: looks whether a medium is in it and what is written at its beginning,
 * writes a label, and ejects. The label is the tape's first block.
 */
import { type Clock, pause } from '../../foundation/clock.ts';
import { statusOf, waitUntilReady } from '../win32-tape.ts';
import { type TapeHandle, type Win32, Win32Error, type Win32ErrorCode } from '../windows/win32.ts';
import { mediaTypeNames } from './media-types.ts';

/** How long a medium may take until it can be read, once it is in. */
const LOAD_PATIENCE_MS = 300_000;

/** The longest first block that is looked at. */
const LABEL_BYTES = 65_536;

/** How many changes and resets in a row are listened to: each is told once, to a call that has done nothing. */
const CHANGES = 8;

/** What a drive answers that has looked: it is the tape that has nothing to show for a first block. */
const noBlock: ReadonlySet<Win32ErrorCode> = new Set([
  Win32Error.crc,
  Win32Error.endOfMedia,
  Win32Error.filemarkDetected,
  Win32Error.setmarkDetected,
  Win32Error.noDataDetected,
  Win32Error.unrecognizedMedia,
]);

export class MediaDrive {
  /** `\\.\Tape0`. */
  readonly path: string;
  readonly name: string;
  readonly #win32: Win32;
  readonly #clock: Clock;

  constructor(name: string, win32: Win32, clock: Clock) {
    this.name = name;
    this.path = `\\\\.\\${name}`;
    this.#win32 = win32;
    this.#clock = clock;
  }

  /** The pool's name of the medium that is in it, or else of what it takes; empty when its driver does not tell. */
  async mediaType(): Promise<string> {
    let name = '';
    await this.#with(async (handle) => {
      const { error, value } = await handle.getMediaTypes();
      const type = value?.find(({ mounted }) => mounted) ?? value?.find(({ mediaType }) => mediaType !== 'CLEANER_CARTRIDGE');
      if (type !== undefined) name = mediaTypeNames[type.mediaType];
      return error;
    });
    return name;
  }

  /** Whether a medium is in it, ready. What is just being loaded is waited for. */
  async isReady(): Promise<boolean> {
    const error = await this.#with(async (handle) => {
      const error = await afterChanges(() => statusOf(handle));
      return error === Win32Error.notReady ? waitUntilReady(handle, this.#clock, LOAD_PATIENCE_MS) : error;
    });
    return error === Win32Error.success;
  }

  /** Waits until what was put into it is ready. */
  ready(): Promise<Win32ErrorCode> {
    return this.#with((handle) => waitUntilReady(handle, this.#clock, LOAD_PATIENCE_MS));
  }

  /** The first block of the tape; none, and no error, when there is none that can be read. */
  async readFirstBlock(): Promise<{ readonly error: Win32ErrorCode; readonly block?: Uint8Array }> {
    let block: Uint8Array | undefined;
    const error = await this.#with((handle) =>
      afterChanges(async () => {
        for (const call of [
          // With a block size of 0 a block of any length is read whole.
          () => handle.setMediaParameters({ blockSize: 0 }),
          () => handle.setPosition('rewind'),
        ]) {
          const { error } = await call();
          if (error !== Win32Error.success) return error;
        }
        const { error, data } = await handle.readFile(LABEL_BYTES);
        if (noBlock.has(error)) return Win32Error.success;
        if (error !== Win32Error.success && error !== Win32Error.moreData) return error;
        if (data.length > 0) block = data;
        return (await handle.setPosition('rewind')).error;
      }),
    );
    return { error, ...(error === Win32Error.success && block !== undefined && { block }) };
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

/** What `call` comes to once it is told of no change any more. */
async function afterChanges(call: () => Promise<Win32ErrorCode>): Promise<Win32ErrorCode> {
  for (let told = 0; ; told++) {
    const error = await call();
    if ((error !== Win32Error.mediaChanged && error !== Win32Error.busReset) || told === CHANGES) return error;
  }
}
