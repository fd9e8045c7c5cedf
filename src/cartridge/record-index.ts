/**
 * Where every object of a partition lies: runs of equal objects in columns, found by binary search, so that positions cost the same at
 * block 10 and at block 10 million. A tape of one block size takes one run, at worst every object is a run of its own.
 *
 * Besides, the CRC32C of each block, four bytes by object number; a run knows whether its blocks have one.
 */
import { invariant } from '../foundation/invariant.ts';
import { ChecksumColumn } from './checksum-column.ts';
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
  setmark: 5,
} as const;
export type ObjectKind = (typeof ObjectKind)[keyof typeof ObjectKind];

/** What equal objects have in common. */
export interface ObjectShape {
  readonly kind: ObjectKind;
  /** Bytes of data as the host counts them; 0 for marks. */
  readonly recordLength: number;
  /** What stands in the record before the data; 0 without an envelope. */
  readonly envelopeLength: number;
  /** Whether that envelope tells of encryption. */
  readonly enciphered: boolean;
  /** What each takes of the capacity. */
  readonly footprintLength: number;
  readonly checksummed: boolean;
}

/** Equal objects that lie one after the other in the file. */
export interface Run extends ObjectShape {
  readonly firstObject: number;
  readonly count: number;
  /** Where the first one's first word stands. */
  readonly offset: number;
}

const isMark = (kind: ObjectKind): boolean => kind === ObjectKind.filemark || kind === ObjectKind.setmark;

/** What one object takes of the file. */
export function spanOf(kind: ObjectKind, storedLength: number): number {
  if (kind === ObjectKind.lost) return 0;
  return isMark(kind) || kind === ObjectKind.marker ? wordBytes : recordSpan(storedLength);
}

/** What one object takes of the capacity unless something else is known: that a block was compressed stands in the index alone. */
export const plainFootprint = (kind: ObjectKind, recordLength: number): number => (isMark(kind) ? filemarkFootprintBytes : recordLength);

const checksummedFlag = 1;
const encipheredFlag = 2;

/** What is true of a run's objects or not, as a number; so it stands in the index on disk. */
export const flagsOf = ({ checksummed = false, enciphered = false }: Partial<ObjectShape>): number =>
  (checksummed ? checksummedFlag : 0) | (enciphered ? encipheredFlag : 0);
export const shapeOf = (flags: number): Pick<ObjectShape, 'checksummed' | 'enciphered'> => ({
  checksummed: (flags & checksummedFlag) !== 0,
  enciphered: (flags & encipheredFlag) !== 0,
});

export interface AppendOptions extends Partial<Omit<ObjectShape, 'kind' | 'recordLength'>> {
  readonly offset?: number;
}

export class RecordIndex {
  #runs = 0;
  #count = 0;
  #firstObject = new Float64Array(16);
  #offset = new Float64Array(16);
  /** Before the run: capacity, filemarks, setmarks. */
  #footprint = new Float64Array(16);
  #filemarks = new Float64Array(16);
  #setmarks = new Float64Array(16);
  #recordLength = new Uint32Array(16);
  #envelopeLength = new Uint16Array(16);
  #footprintLength = new Uint32Array(16);
  #kind = new Uint8Array(16);
  #flags = new Uint8Array(16);
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
  append(kind: ObjectKind, count: number, recordLength: number, options: AppendOptions = {}): void {
    const end = this.endOffset;
    const { offset = end, envelopeLength = 0, footprintLength = plainFootprint(kind, recordLength) } = options;
    const flags = flagsOf(options);
    invariant(count > 0 && offset >= end, 'objects are added after the last one');
    const last = this.#runs - 1;
    const extends_ =
      last >= 0 &&
      offset === end &&
      this.#kind[last] === kind &&
      this.#recordLength[last] === recordLength &&
      this.#footprintLength[last] === footprintLength &&
      this.#envelopeLength[last] === envelopeLength &&
      this.#flags[last] === flags &&
      kind !== ObjectKind.lost;
    if (!extends_) {
      const run = this.#runs;
      if (run === this.#kind.length) this.#grow();
      this.#footprint[run] = this.footprintBefore(this.#count);
      this.#filemarks[run] = this.filemarksBefore(this.#count);
      this.#setmarks[run] = this.setmarksBefore(this.#count);
      this.#firstObject[run] = this.#count;
      this.#offset[run] = offset;
      this.#recordLength[run] = recordLength;
      this.#envelopeLength[run] = envelopeLength;
      this.#footprintLength[run] = footprintLength;
      this.#kind[run] = kind;
      this.#flags[run] = flags;
      this.#runs++;
    }
    this.#count += count;
  }

  /** Adds one object that a walk over the file has met. */
  addScanned(
    object: Pick<ObjectShape, 'kind' | 'recordLength' | 'envelopeLength' | 'enciphered'> & {
      readonly offset: number;
      readonly checksum: number | undefined;
    },
    footprintLength = plainFootprint(object.kind, object.recordLength),
  ): void {
    const { kind, offset, recordLength, envelopeLength, enciphered, checksum } = object;
    this.append(kind, 1, recordLength, { offset, envelopeLength, enciphered, footprintLength, checksummed: checksum !== undefined });
    if (checksum !== undefined) this.setChecksum(this.#count - 1, checksum);
  }

  setChecksum(object: number, checksum: number): void {
    this.#checksums.set(object, checksum);
  }

  /** Of `count` objects in a row, the first of which is `object`: those in `checksums` from `at` on. */
  setChecksums(object: number, checksums: Uint32Array, at: number, count: number): void {
    this.#checksums.setAll(object, checksums, at, count);
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
      envelopeLength: this.#envelopeLength[ordinal]!,
      footprintLength: this.#footprintLength[ordinal]!,
      offset: this.#offset[ordinal]!,
      ...shapeOf(this.#flags[ordinal]!),
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
    const run = this.#runAt(Math.min(at, this.#count) - 1);
    if (run < 0) return 0;
    return this.#footprint[run]! + (Math.min(at, this.#count) - this.#firstObject[run]!) * this.#footprintLength[run]!;
  }

  filemarksBefore(at: number): number {
    return this.#marksBefore(ObjectKind.filemark, this.#filemarks, at);
  }

  /** The object number of the filemark that has `ordinal` filemarks before it. */
  filemark(ordinal: number): number | undefined {
    return ordinal < 0 || ordinal >= this.filemarksBefore(this.#count) ? undefined : this.#mark(this.#filemarks, ordinal);
  }

  setmarksBefore(at: number): number {
    return this.#marksBefore(ObjectKind.setmark, this.#setmarks, at);
  }

  setmark(ordinal: number): number | undefined {
    return ordinal < 0 || ordinal >= this.setmarksBefore(this.#count) ? undefined : this.#mark(this.#setmarks, ordinal);
  }

  /** The first block from `from` on that is enciphered, or is not: by a walk over the runs, which nobody asks for often. */
  firstBlock(from: number, enciphered: boolean): number | undefined {
    if (from >= this.#count) return undefined;
    const flag = flagsOf({ enciphered });
    for (let run = this.#runAt(from); run < this.#runs; run++)
      if (this.#kind[run] === ObjectKind.block && (this.#flags[run]! & encipheredFlag) === flag)
        return Math.max(from, this.#firstObject[run]!);
    return undefined;
  }

  #marksBefore(kind: ObjectKind, marks: Float64Array, at: number): number {
    const run = this.#runAt(Math.min(at, this.#count) - 1);
    if (run < 0) return 0;
    return marks[run]! + (this.#kind[run] === kind ? Math.min(at, this.#count) - this.#firstObject[run]! : 0);
  }

  #mark(marks: Float64Array, ordinal: number): number {
    // The last run with no more than `ordinal` such marks before it: runs of other kinds in front of it count the same.
    const run = lastAtMost(marks, this.#runs, ordinal);
    return this.#firstObject[run]! + (ordinal - marks[run]!);
  }

  #firstAfter(run: number): number {
    return run + 1 < this.#runs ? this.#firstObject[run + 1]! : this.#count;
  }

  #offsetAfter(run: number, object: number): number {
    const storedLength = this.#recordLength[run]! + this.#envelopeLength[run]!;
    return this.#offset[run]! + (object - this.#firstObject[run]!) * spanOf(this.#kind[run]! as ObjectKind, storedLength);
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
    this.#setmarks = larger(this.#setmarks, new Float64Array(capacity));
    this.#recordLength = larger(this.#recordLength, new Uint32Array(capacity));
    this.#envelopeLength = larger(this.#envelopeLength, new Uint16Array(capacity));
    this.#footprintLength = larger(this.#footprintLength, new Uint32Array(capacity));
    this.#kind = larger(this.#kind, new Uint8Array(capacity));
    this.#flags = larger(this.#flags, new Uint8Array(capacity));
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

function larger<A extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
