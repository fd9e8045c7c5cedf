/**
 * The journal file of a partition: replayed when a cartridge is opened, appended to while it is mounted, rewritten when it has grown much
 * larger than what it says.
 *
 * Frames are written behind the caller's back, together when they come faster than the disk; `settle` waits for them. A frame that could not
 * be written stays at its place in the line, so the journal never has a hole.
 */
import { invariant } from '../foundation/invariant.ts';
import { decodeFrame, encodeIndex, encodeMark, type Frame, FrameType, nextMagic, runBytes } from './journal-frames.ts';
import { ObjectKind, RecordIndex } from './record-index.ts';
import { readWhole, replaceWhole, type Store, type StoreFile } from './store.ts';

/** What a journal says. */
export interface Replay {
  readonly index: RecordIndex;
  /** How many of the objects were durable, and how long the `.tap` was then. */
  readonly synchronised: { readonly objects: number; readonly tapLength: number };
  /** Whether the file goes on behind the last whole frame. */
  readonly torn: boolean;
  readonly sizeBytes: number;
}

/** A journal that says nothing reliable: what follows from it would be guessed. */
export interface Unreadable {
  readonly problem: string;
  /** What its frames said up to the problem; they may have taken it back later. */
  readonly index: RecordIndex;
}

/** Reads the journal. @throws StoreError */
export async function replayJournal(store: Store, path: string): Promise<Replay | Unreadable> {
  const bytes = await readWhole(store, path);
  const index = new RecordIndex();
  let synchronised = { objects: 0, tapLength: 0 };
  let at = 0;
  while (at < bytes.length) {
    const decoded = decodeFrame(bytes, at);
    if (typeof decoded === 'string') break;
    const { frame } = decoded;
    if (frame.type === FrameType.records) {
      if (!addRecords(index, frame)) return { index, problem: `the frame at ${at} does not follow from those before it` };
    } else if (frame.objects > index.count) {
      return { index, problem: `the frame at ${at} speaks of objects that no frame before it has` };
    } else if (frame.type === FrameType.truncate) {
      index.truncate(frame.objects);
      if (synchronised.objects > frame.objects) synchronised = { objects: frame.objects, tapLength: index.endOffset };
    } else {
      synchronised = { objects: frame.objects, tapLength: index.offsetOf(frame.objects) };
    }
    at += decoded.sizeBytes;
  }
  if (at === 0) return { index, problem: bytes.length === 0 ? 'it is empty' : 'it does not begin with a frame of this format' };
  const later = at < bytes.length ? durableFrameAfter(bytes, at) : undefined;
  if (later !== undefined) return { index, problem: `the frame at ${at} is spoiled, and one at ${later} says that it was whole` };
  return { index, synchronised, torn: at < bytes.length, sizeBytes: bytes.length };
}

/**
 * A frame behind the break which was written only after everything was durable that the frames before it list: then the journal's silence about
 * what follows must not cost any data, be the break rot or the end that a crash has left.
 */
function durableFrameAfter(bytes: Uint8Array, from: number): number | undefined {
  for (let at = nextMagic(bytes, from + 1); at !== undefined; at = nextMagic(bytes, at + 1)) {
    const decoded = decodeFrame(bytes, at);
    if (typeof decoded === 'string') continue;
    if (decoded.frame.type === FrameType.synchronised) return at;
  }
  return undefined;
}

function addRecords(index: RecordIndex, frame: Frame & { type: typeof FrameType.records }): boolean {
  let checksum = 0;
  for (const run of frame.runs) {
    if (run.count < 1 || run.offset < index.endOffset || index.lastKind === ObjectKind.lost) return false;
    const object = index.count;
    index.append(run.kind, run.count, run.recordLength, run);
    if (!run.checksummed) continue;
    index.setChecksums(object, frame.checksums, checksum, run.count);
    checksum += run.count;
  }
  return true;
}

/** The shortest journal that says that all of this is durable. */
export function* compactJournal(index: RecordIndex, tapLength: number): Generator<Uint8Array> {
  yield* encodeIndex(index);
  yield encodeMark(FrameType.synchronised, index.count, tapLength);
}

/** Puts a journal of these frames in the place of whatever is there, and gives its size. @throws StoreError */
export async function rewriteJournal(store: Store, path: string, frames: Iterable<Uint8Array>): Promise<number> {
  const pieces = [...frames];
  await replaceWhole(store, path, pieces);
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Whether rewriting is worth while: most of the file is frames' overhead or speaks of what is gone. */
export function isBloated(index: RecordIndex, sizeBytes: number): boolean {
  let compactBytes = 0;
  for (const run of index.runsFrom(0)) compactBytes += runBytes + (run.checksummed ? run.count * 4 : 0);
  return sizeBytes > 64 * 1024 + 2 * compactBytes;
}

export class Journal {
  readonly #file: StoreFile;
  #waiting: Uint8Array[] = [];
  #flushing: Promise<void> | undefined;
  #failure: unknown;
  /** Where the next frame goes. */
  #position: number;

  constructor(file: StoreFile, position: number) {
    this.#file = file;
    this.#position = position;
  }

  get sizeBytes(): number {
    return this.#position;
  }

  /** What the last attempt to write failed with; its frames still wait. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Adds a frame; it is on its way when this returns. */
  append(frame: Uint8Array): void {
    this.#waiting.push(frame);
    this.#flushing ??= this.#flush();
  }

  /** Waits until all frames are written. @throws StoreError */
  async settle(): Promise<void> {
    await this.#flushing;
    if (this.#waiting.length > 0) {
      this.#flushing = this.#flush();
      await this.#flushing;
    }
    if (this.#failure !== undefined) throw this.#failure;
    invariant(this.#waiting.length === 0, 'a settled journal has no frame waiting');
  }

  /**
   * Adds a frame and waits until it and all before it are written; on failure it is withdrawn, because what it says would no longer be true later.
   * @throws StoreError
   */
  async write(frame: Uint8Array): Promise<void> {
    this.append(frame);
    try {
      await this.settle();
    } catch (error) {
      this.#waiting = this.#waiting.filter((other) => other !== frame);
      throw error;
    }
  }

  async datasync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    this.#failure = undefined;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.slice();
        await this.#file.write(batch, this.#position);
        for (const frame of batch) this.#position += frame.length;
        this.#waiting.splice(0, batch.length);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#flushing = undefined;
    }
  }
}
