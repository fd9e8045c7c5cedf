/**
 * Memory that is filled again once nobody needs what stands in it, so that a stream of bytes costs no allocation: collecting the garbage of
 * received chunks took more time than everything else a write did.
 *
 * Who reads fills a slab from front to end and lends the filled bytes on as views. Each byte has one owner at a time unless it is shared, and the
 * last of them, who has copied it, or brought it to the medium or to the wire, gives it back. Bytes that nobody gives back only keep their slab from
 * being used again: it becomes garbage as any other memory would. So forgetting costs speed; giving back what somebody still reads costs the data.
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
  /** Of each byte, while tests look. */
  readonly #owners: Uint8Array | undefined;

  constructor(lengthBytes: number, free: (slab: Slab) => void) {
    this.bytes = new Uint8Array(new ArrayBuffer(lengthBytes));
    this.#free = free;
    if (overwriting !== undefined) this.#owners = new Uint8Array(lengthBytes);
    slabs.set(this.bytes.buffer, this);
  }

  /** What has not been filled yet. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.#filled);
  }

  /** Lends the next `count` bytes, which stand at the beginning of `rest`. */
  lend(count: number): Uint8Array {
    const view = this.bytes.subarray(this.#filled, this.#filled + count);
    this.#lentBytes += count;
    this.#owners?.fill(1, this.#filled, this.#filled + count);
    this.#filled += count;
    return view;
  }

  /** Begins at the front again if nothing is lent. */
  refill(): void {
    if (this.#lentBytes === 0) this.#filled = 0;
  }

  /** Nothing more will be lent; the slab is free once everything has been given back. */
  finish(): void {
    this.#finished = true;
    this.#freeIfIdle();
  }

  share(offset: number, count: number): void {
    invariant(count <= this.#lentBytes, 'what is shared has an owner');
    this.#lentBytes += count;
    for (let at = offset; this.#owners !== undefined && at < offset + count; at++) {
      invariant(this.#owners[at]! > 0, 'a byte that is shared has an owner');
      this.#owners[at]! += 1;
    }
  }

  takeBack(offset: number, count: number): void {
    invariant(count <= this.#lentBytes, 'bytes are given back once');
    this.#lentBytes -= count;
    if (this.#owners !== undefined) this.#overwrite(this.#owners, offset, count);
    this.#freeIfIdle();
  }

  #overwrite(owners: Uint8Array, offset: number, count: number): void {
    for (let at = offset; at < offset + count; at++) {
      invariant(owners[at]! > 0, 'a byte is given back as often as it was lent and shared');
      owners[at]! -= 1;
      if (owners[at] === 0) this.bytes[at] = overwriting!;
    }
  }

  #freeIfIdle(): void {
    if (!this.#finished || this.#lentBytes !== 0) return;
    this.#finished = false;
    this.#filled = 0;
    this.#free(this);
  }
}

/** Slabs of one size, of which so many are kept for the next who asks: the one given back last comes first, for it is still in the cache. */
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

/** Slabs for pieces of any length, in pools by powers of two. */
export class SlabPools {
  readonly #keptBytes: number;
  readonly #pools: SlabPool[] = [];

  /** `keptBytes` of each size. */
  constructor(options: { keptBytes: number }) {
    this.#keptBytes = options.keptBytes;
  }

  /** Lends `length` bytes, which hold anything, to be given back. */
  lend(length: number): Uint8Array {
    const exponent = Math.max(leastExponent, 32 - Math.clz32(Math.max(0, length - slackBytes - 1)));
    this.#pools[exponent] ??= new SlabPool({ slabBytes: 2 ** exponent + slackBytes, keptBytes: this.#keptBytes });
    const slab = this.#pools[exponent].take();
    const bytes = slab.lend(length);
    slab.finish();
    return bytes;
  }
}

/** 64 KiB: shorter pieces take as much, of which the system gives only what is touched. */
const leastExponent = 16;
/** Blocks are of round lengths, and what stands beside them is little: so they do not take twice as much. */
const slackBytes = 4096;

/** These bytes have one owner more, who gives them back as well; without effect for memory that is not of a slab. */
export function shareAll(pieces: readonly Uint8Array[]): void {
  for (const { buffer, byteOffset, length } of pieces) slabs.get(buffer)?.share(byteOffset, length);
}

/** Gives back `count` bytes at `offset` of the memory that `buffer` is; the same. */
export function giveBack(buffer: ArrayBufferLike, offset: number, count: number): void {
  slabs.get(buffer)?.takeBack(offset, count);
}

/** The same for what lies in pieces. */
export function giveBackAll(pieces: readonly Uint8Array[]): void {
  for (const { buffer, byteOffset, length } of pieces) giveBack(buffer, byteOffset, length);
}

/**
 * From now on whatever is given back by its last owner becomes `byte` at once, so that whoever still reads it reads plain nonsense and not, nearly
 * always, what has stood there: for tests.
 */
export function overwriteWhatIsGivenBack(byte: number): void {
  overwriting = byte;
}
