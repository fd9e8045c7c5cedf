/**
 * Memory that is filled again once nobody needs what stands in it, so that a stream of bytes costs no allocation: collecting the garbage of
 * received chunks took more time than everything else a write did.
 *
 * A receiver fills a slab from front to end and lends the filled bytes on as views. Each byte has one owner at a time, and the last of them,
 * who has copied it or brought it to the medium, gives it back. Bytes that nobody gives back only keep their slab from being used again: it
 * becomes garbage as any other memory would. So forgetting costs speed; giving back what somebody still reads costs the data.
 */
import { invariant } from './invariant.ts';

const slabs = new WeakMap<ArrayBufferLike, Slab>();
/** What bytes become when they are given back; undefined: they stay until they are filled again. */
let overwriting: number | undefined;

export class Slab {
  readonly bytes: Uint8Array;
  readonly #free: (slab: Slab) => void;
  #filled = 0;
  #lentBytes = 0;
  #finished = false;

  constructor(lengthBytes: number, free: (slab: Slab) => void) {
    this.bytes = new Uint8Array(new ArrayBuffer(lengthBytes));
    this.#free = free;
    slabs.set(this.bytes.buffer, this);
  }

  /** What has not been filled yet. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.#filled);
  }

  /** Lends the next `count` bytes, which stand at the beginning of `rest`. */
  lend(count: number): Uint8Array {
    const view = this.bytes.subarray(this.#filled, this.#filled + count);
    this.#filled += count;
    this.#lentBytes += count;
    return view;
  }

  /** Nothing more will be lent; the slab is free once everything has been given back. */
  finish(): void {
    this.#finished = true;
    this.#freeIfIdle();
  }

  takeBack(offset: number, count: number): void {
    invariant(count <= this.#lentBytes, 'bytes are given back once');
    if (overwriting !== undefined) this.bytes.fill(overwriting, offset, offset + count);
    this.#lentBytes -= count;
    this.#freeIfIdle();
  }

  #freeIfIdle(): void {
    if (!this.#finished || this.#lentBytes !== 0) return;
    this.#finished = false;
    this.#filled = 0;
    this.#free(this);
  }
}

/** Slabs of one size, of which so many are kept for the next who asks. */
export class SlabPool {
  readonly #slabBytes: number;
  readonly #kept: number;
  #free: Slab[] = [];

  constructor(options: { slabBytes: number; keptBytes: number }) {
    this.#slabBytes = options.slabBytes;
    this.#kept = Math.floor(options.keptBytes / options.slabBytes);
  }

  take(): Slab {
    return this.#free.pop() ?? new Slab(this.#slabBytes, (slab) => this.#takeBack(slab));
  }

  #takeBack(slab: Slab): void {
    if (this.#free.length < this.#kept) this.#free.push(slab);
  }
}

/** Gives back `count` bytes at `offset` of the memory that `buffer` is; without effect for memory that is not of a slab. */
export function giveBack(buffer: ArrayBufferLike, offset: number, count: number): void {
  slabs.get(buffer)?.takeBack(offset, count);
}

/**
 * From now on whatever is given back becomes `byte` at once, so that whoever still reads it reads plain nonsense and not, nearly always, what
 * has stood there: for tests.
 */
export function overwriteWhatIsGivenBack(byte: number): void {
  overwriting = byte;
}
