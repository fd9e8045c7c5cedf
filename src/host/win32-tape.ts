/**
 * A tape for Microsoft Tape Format on a handle of the Win32 API: what WriteFile, ReadFile and WriteTapemark answer, as a backup program takes it. The end
 * is near at `ERROR_END_OF_MEDIA`, whose data are on the tape. A bus reset (1111) is no loss: the program asks for the position, and writes on behind what
 * has arrived, as long as the tape stands where it was, or goes back to the block whose data it has not got. Every other error is the program's to meet, as `TapeCallError`.
 */

import { type Clock, pause } from '../foundation/clock.ts';
import { type TapeReader, type TapeWriter, UnreadableBlock } from '../mtf/tape.ts';
import { type TapeHandle, Win32Error, type Win32ErrorCode } from './windows/win32.ts';

/** A call to a tape has failed. */
export class TapeCallError extends Error {
  override readonly name = 'TapeCallError';
  readonly call: string;
  readonly error: Win32ErrorCode;

  constructor(call: string, error: Win32ErrorCode) {
    super(`${call}: error ${error}`);
    this.call = call;
    this.error = error;
  }
}

/** @throws TapeCallError unless it went well */
export const succeed = <A extends { readonly error: Win32ErrorCode }>(call: string, answer: A): A => {
  if (answer.error !== Win32Error.success) throw new TapeCallError(call, answer.error);
  return answer;
};

/** The most that goes out with one WriteFile: 64 KiB, what class drivers of the time tell as the longest transfer. */
const TRANSFER_BYTES = 65_536;

/** After which resets in a row a program stops trying. */
const RESETS = 3;

/** Writes from where the tape stands, in blocks of `blockBytes`. */
export class Win32TapeWriter implements TapeWriter {
  readonly #handle: TapeHandle;
  readonly #blockBytes: number;
  /** The block that the next write makes; undefined: the drive does not tell, and nothing can be resumed. */
  #next: number | undefined;

  private constructor(handle: TapeHandle, blockBytes: number, next: number | undefined) {
    this.#handle = handle;
    this.#blockBytes = blockBytes;
    this.#next = next;
  }

  static async at(handle: TapeHandle, blockBytes: number): Promise<Win32TapeWriter> {
    const { value } = await handle.getPosition();
    return new Win32TapeWriter(handle, blockBytes, value?.block);
  }

  async write(blocks: Uint8Array): Promise<'room' | 'early-warning'> {
    const piece = Math.max(this.#blockBytes, TRANSFER_BYTES - (TRANSFER_BYTES % this.#blockBytes));
    let early = false;
    for (let at = 0; at < blocks.length; at += piece) {
      if (await this.#writePiece(blocks.subarray(at, at + piece))) early = true;
    }
    return early ? 'early-warning' : 'room';
  }

  async writeFilemark(): Promise<'room' | 'early-warning'> {
    for (let resets = 0; ; ) {
      const { error } = await this.#handle.writeMarks(1);
      if (error === Win32Error.success || error === Win32Error.endOfMedia) {
        this.#advance(1);
        return error === Win32Error.success ? 'room' : 'early-warning';
      }
      if (error !== Win32Error.busReset || ++resets > RESETS) throw new TapeCallError('WriteTapemark', error);
      if ((await this.#arrived(1)) === 1) {
        this.#advance(1);
        return 'room';
      }
    }
  }

  /** Whether the end is near. */
  async #writePiece(data: Uint8Array): Promise<boolean> {
    let early = false;
    let resets = 0;
    for (let rest = data; rest.length > 0; ) {
      const { error, bytes } = await this.#handle.writeFile(rest);
      let moved = bytes;
      if (error === Win32Error.endOfMedia) early = true;
      else if (error === Win32Error.busReset && ++resets <= RESETS) {
        moved = (await this.#arrived(rest.length / this.#blockBytes)) * this.#blockBytes;
      } else if (error !== Win32Error.success) throw new TapeCallError('WriteFile', error);
      if (moved === 0 && error !== Win32Error.busReset) throw new TapeCallError('WriteFile', error);
      this.#advance(moved / this.#blockBytes);
      rest = rest.subarray(moved);
    }
    return early;
  }

  /** How many of `blocks` that were sent are on the tape. @throws TapeCallError when it stands where it cannot have got by them */
  async #arrived(blocks: number): Promise<number> {
    if (this.#next === undefined) throw new TapeCallError('WriteFile', Win32Error.busReset);
    const { value } = succeed('GetTapePosition', await this.#handle.getPosition());
    const arrived = value!.block - this.#next;
    if (arrived < 0 || arrived > blocks) throw new TapeCallError('WriteFile', Win32Error.busReset);
    return arrived;
  }

  #advance(blocks: number): void {
    if (this.#next !== undefined) this.#next += blocks;
  }
}

/** Reads forward from where the tape stands, block by block of `blockBytes`. */
export class Win32TapeReader implements TapeReader {
  readonly #handle: TapeHandle;
  readonly #blockBytes: number;
  /** The block or filemark that the next read gives; undefined: the drive does not tell, and nothing can be resumed. */
  #next: number | undefined;

  private constructor(handle: TapeHandle, blockBytes: number, next: number | undefined) {
    this.#handle = handle;
    this.#blockBytes = blockBytes;
    this.#next = next;
  }

  static async at(handle: TapeHandle, blockBytes: number): Promise<Win32TapeReader> {
    const { value } = await handle.getPosition();
    return new Win32TapeReader(handle, blockBytes, value?.block);
  }

  async read(): Promise<Uint8Array | 'filemark' | 'end'> {
    for (let resets = 0; ; ) {
      const { error, data } = await this.#handle.readFile(this.#blockBytes);
      if (error === Win32Error.busReset && this.#next !== undefined && ++resets <= RESETS) await this.#goBack(this.#next);
      else return this.#taken(error, data);
    }
  }

  #taken(error: Win32ErrorCode, data: Uint8Array): Uint8Array | 'filemark' | 'end' {
    // With the early warning a block comes all the same.
    const isBlock = error === Win32Error.success || (error === Win32Error.endOfMedia && data.length > 0);
    if (this.#next !== undefined && (isBlock || error === Win32Error.crc || error === Win32Error.filemarkDetected)) this.#next += 1;
    if (isBlock) return data;
    if (error === Win32Error.crc) throw new UnreadableBlock('could not be read (ERROR_CRC)', this.#blockBytes);
    if (error === Win32Error.filemarkDetected) return 'filemark';
    if (error === Win32Error.noDataDetected || error === Win32Error.endOfMedia) return 'end';
    throw new TapeCallError('ReadFile', error);
  }

  /** The tape may have passed a block whose data have got lost. @throws TapeCallError */
  async #goBack(block: number): Promise<void> {
    const { value } = succeed('GetTapePosition', await this.#handle.getPosition());
    if (value!.block !== block) succeed('SetTapePosition', await this.#handle.setPosition('absolute-block', block));
  }
}

/**
 * What programs do before they move data: ask for the drive's parameters and the medium's, set compression and the block size, and rewind. Without it
 * nothing can be moved: a driver does not know the block size before. Answers how long blocks are: what `blockBytes` makes of what is usual for the drive.
 * @throws TapeCallError
 */
export async function prepareTape(
  handle: TapeHandle,
  { blockBytes: wanted, compression }: { readonly blockBytes: (usual: number) => number; readonly compression?: boolean | undefined },
): Promise<number> {
  const drive = succeed('GetTapeParameters', await handle.getDriveParameters()).value!;
  succeed('GetTapeParameters', await handle.getMediaParameters());
  if (compression !== undefined && compression !== drive.compression) {
    // A drive that cannot is none that cannot be written.
    await handle.setDriveParameters({ compression });
  }
  const blockBytes = Math.min(wanted(drive.defaultBlockSize), drive.maximumBlockSize);
  succeed('SetTapeParameters', await handle.setMediaParameters({ blockSize: blockBytes }));
  succeed('SetTapePosition', await handle.setPosition('rewind'));
  return blockBytes;
}

/** Errors with which a drive says that it is not ready yet, or has become so behind the program's back. */
const passing: ReadonlySet<Win32ErrorCode> = new Set([
  Win32Error.notReady,
  Win32Error.noMediaInDrive,
  Win32Error.mediaChanged,
  Win32Error.busReset,
  Win32Error.busy,
]);

/** GetTapeStatus, as far as it keeps a program from going on: a drive that wants to be cleaned works all the same (inference). */
export const statusOf = async (handle: TapeHandle): Promise<Win32ErrorCode> => {
  const { error } = await handle.getStatus();
  return error === Win32Error.deviceRequiresCleaning ? Win32Error.success : error;
};

/** GetTapeStatus every second until the tape is ready; the last error after `patienceMs`. */
export const waitUntilReady = async (handle: TapeHandle, clock: Clock, patienceMs: number): Promise<Win32ErrorCode> => {
  for (const begun = clock.elapsed(); ; ) {
    const error = await statusOf(handle);
    if (!passing.has(error)) return error;
    if (clock.elapsed() - begun >= patienceMs) return error;
    await pause(clock, 1000);
  }
};
