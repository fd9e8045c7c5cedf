/**
 * Where every object of a partition lies: runs of equal objects in columns, found by binary search, so that positions cost the same at
 * block 10 and at block 10 million. A tape of one block size takes one run, at worst every object is a run of its own.
 *
 * Besides, the CRC32C of each block, four bytes by object number; a run knows whether its blocks have one.
 */
import { invariant } from '../foundation/invariant.ts';
import { recordSpan, wordBytes } from './simh.ts';
import { filemarkFootprintBytes } from './volume.ts';

/** What an object is in the file. The numbers stand in the index on disk. */
export const ObjectKind = {
  block: 0,
  filemark: 1,
  /** A whole record that is no good data: marked bad, or of a class we have no use for. */
  damaged: 2,
  /** A private marker: one word without data. */
  marker: 3,
  /** A place from which the file cannot be followed: always the last object. */
  lost: 4,
} as const;
export type ObjectKind = (typeof ObjectKind)[keyof typeof ObjectKind];

/** Equal objects that lie one after the other in the file. */
export interface Run {
  readonly firstObject: number;
  readonly count: number;
  readonly kind: ObjectKind;
  readonly recordLength: number;
  /** Where the first one's first word stands. */
  readonly offset: number;
  readonly checksummed: boolean;
}

/** What one object takes of the file. */
export function spanOf(kind: ObjectKind, recordLength: number): number {
  if (kind === ObjectKind.lost) return 0;
  return kind === ObjectKind.filemark || kind === ObjectKind.marker ? wordBytes : recordSpan(recordLength);
}

const footprintOf = (kind: ObjectKind, recordLength: number): number =>
  kind === ObjectKind.filemark ? filemarkFootprintBytes : recordLength;

export class RecordIndex {
  #runs = 0;
  #count = 0;
  #firstObject = new Float64Array(16);
  #offset = new Float64Array(16);
  #footprint = new Float64Array(16);
  #filemarks = new Float64Array(16);
  #recordLength = new Uint32Array(16);
  #kind = new Uint8Array(16);
  #checksummed = new Uint8Array(16);
  readonly #checksums = new ChecksumColumn();

  /** The number of objects. */
  get count(): number {
    return this.#count;
  }

  get runCount(): number {
    return this.#runs;
  }

  /** Where the next object goes: the file offset after the last one. */
  get endOffset(): number {
    return this.#count === 0 ? 0 : this.#offsetAfter(this.#runs - 1, this.#count);
  }

  /** Adds objects after the last one; they lie at `offset` (by default directly after it) and extend its run if they are like it. */
  append(kind: ObjectKind, count: number, recordLength: number, options: { offset?: number; checksummed?: boolean } = {}): void {
    const end = this.endOffset;
    const { offset = end, checksummed = false } = options;
    invariant(count > 0 && offset >= end, 'objects are added after the last one');
    const last = this.#runs - 1;
    const extends_ =
      last >= 0 &&
      offset === end &&
      this.#kind[last] === kind &&
      this.#recordLength[last] === recordLength &&
      (this.#checksummed[last] === 1) === checksummed &&
      kind !== ObjectKind.lost;
    if (!extends_) {
      const run = this.#runs;
      if (run === this.#kind.length) this.#grow();
      this.#footprint[run] = this.footprintBefore(this.#count);
      this.#filemarks[run] = this.filemarksBefore(this.#count);
      this.#firstObject[run] = this.#count;
      this.#offset[run] = offset;
      this.#recordLength[run] = recordLength;
      this.#kind[run] = kind;
      this.#checksummed[run] = checksummed ? 1 : 0;
      this.#runs++;
    }
    this.#count += count;
  }

  /** Adds one object that a walk over the file has met. */
  addScanned(object: {
    readonly kind: ObjectKind;
    readonly offset: number;
    readonly recordLength: number;
    readonly checksum: number | undefined;
  }): void {
    const { kind, offset, recordLength, checksum } = object;
    this.append(kind, 1, recordLength, { offset, checksummed: checksum !== undefined });
    if (checksum !== undefined) this.setChecksum(this.#count - 1, checksum);
  }

  setChecksum(object: number, checksum: number): void {
    this.#checksums.set(object, checksum);
  }

  /** The CRC32C of an object of a checksummed run. */
  checksum(object: number): number {
    return this.#checksums.get(object);
  }

  /** Forgets `at` and everything after it. */
  truncate(at: number): void {
    if (at >= this.#count) return;
    const run = this.#runAt(at);
    this.#runs = this.#firstObject[run] === at ? run : run + 1;
    this.#count = at;
  }

  /** The run that holds `object`, which exists. */
  runOf(object: number): Run {
    invariant(object >= 0 && object < this.#count, 'the object exists');
    return this.run(this.#runAt(object));
  }

  /** The run with this ordinal. */
  run(ordinal: number): Run {
    return {
      firstObject: this.#firstObject[ordinal]!,
      count: this.#firstAfter(ordinal) - this.#firstObject[ordinal]!,
      kind: this.#kind[ordinal]! as ObjectKind,
      recordLength: this.#recordLength[ordinal]!,
      offset: this.#offset[ordinal]!,
      checksummed: this.#checksummed[ordinal] === 1,
    };
  }

  /** The runs from the one that holds `object` on. */
  *runsFrom(object: number): Generator<Run> {
    if (object >= this.#count) return;
    for (let ordinal = this.#runAt(object); ordinal < this.#runs; ordinal++) yield this.run(ordinal);
  }

  /** The last object, if there is one. */
  get lastKind(): ObjectKind | undefined {
    return this.#runs === 0 ? undefined : (this.#kind[this.#runs - 1] as ObjectKind);
  }

  offsetOf(object: number): number {
    return object >= this.#count ? this.endOffset : this.#offsetAfter(this.#runAt(object), object);
  }

  /** Capacity that the objects before `at` take. */
  footprintBefore(at: number): number {
    if (this.#count === 0) return 0;
    const run = this.#runAt(Math.min(at, this.#count) - 1);
    if (run < 0) return 0;
    const objects = Math.min(at, this.#count) - this.#firstObject[run]!;
    return this.#footprint[run]! + objects * footprintOf(this.#kind[run]! as ObjectKind, this.#recordLength[run]!);
  }

  filemarksBefore(at: number): number {
    if (this.#count === 0) return 0;
    const run = this.#runAt(Math.min(at, this.#count) - 1);
    if (run < 0) return 0;
    const objects = Math.min(at, this.#count) - this.#firstObject[run]!;
    return this.#filemarks[run]! + (this.#kind[run] === ObjectKind.filemark ? objects : 0);
  }

  /** The object number of the filemark that has `ordinal` filemarks before it. */
  filemark(ordinal: number): number | undefined {
    if (ordinal < 0 || ordinal >= this.filemarksBefore(this.#count)) return undefined;
    // The last run with no more than `ordinal` filemarks before it: runs of other kinds in front of it count the same.
    const run = lastAtMost(this.#filemarks, this.#runs, ordinal);
    return this.#firstObject[run]! + (ordinal - this.#filemarks[run]!);
  }

  #firstAfter(run: number): number {
    return run + 1 < this.#runs ? this.#firstObject[run + 1]! : this.#count;
  }

  #offsetAfter(run: number, object: number): number {
    return this.#offset[run]! + (object - this.#firstObject[run]!) * spanOf(this.#kind[run]! as ObjectKind, this.#recordLength[run]!);
  }

  /** The ordinal of the run that holds `object`; -1 for an object before the first. */
  #runAt(object: number): number {
    const last = this.#runs - 1;
    // Most questions are about the end.
    return last >= 0 && object >= this.#firstObject[last]! ? last : lastAtMost(this.#firstObject, this.#runs, object);
  }

  #grow(): void {
    const capacity = this.#kind.length * 2;
    this.#firstObject = larger(this.#firstObject, new Float64Array(capacity));
    this.#offset = larger(this.#offset, new Float64Array(capacity));
    this.#footprint = larger(this.#footprint, new Float64Array(capacity));
    this.#filemarks = larger(this.#filemarks, new Float64Array(capacity));
    this.#recordLength = larger(this.#recordLength, new Uint32Array(capacity));
    this.#kind = larger(this.#kind, new Uint8Array(capacity));
    this.#checksummed = larger(this.#checksummed, new Uint8Array(capacity));
  }
}

/** The last of the first `length` places in the rising `column` whose value is at most `value`, or -1. */
function lastAtMost(column: Float64Array, length: number, value: number): number {
  let low = -1;
  let high = length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (column[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

function larger<A extends Float64Array | Uint32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

const slabObjects = 65_536;

/** Checksums in slabs that are made when needed: a cartridge without checksums has none. */
class ChecksumColumn {
  readonly #slabs: (Uint32Array | undefined)[] = [];

  get(object: number): number {
    return this.#slabs[Math.floor(object / slabObjects)]?.[object % slabObjects] ?? 0;
  }

  set(object: number, checksum: number): void {
    const slab = Math.floor(object / slabObjects);
    this.#slabs[slab] ??= new Uint32Array(slabObjects);
    this.#slabs[slab]![object % slabObjects] = checksum;
  }
}
