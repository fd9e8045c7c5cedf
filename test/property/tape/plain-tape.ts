/**
 * A tape as arrays, one for each partition, and what SSC says each command does to it, in the plainest words: loops, no index, no buffer, no volume.
 * The drive is held to it.
 */

export type PlainObject = Buffer | 'filemark' | 'setmark';

/** How a command ends: everything a host can see of it. */
export interface Seen {
  readonly status: 'good' | 'check';
  readonly key?: number;
  readonly code?: string;
  readonly filemark?: boolean;
  readonly endOfMedium?: boolean;
  readonly incorrectLength?: boolean;
  readonly information?: number | undefined;
  readonly data: Buffer;
}

/** Where an explicit command has its effect. */
export interface Place {
  readonly partition: number;
  readonly object: number;
}

export interface Sequence extends Place {
  readonly first: boolean;
  readonly last: boolean;
}

export interface PlainTapeOptions {
  readonly capacity: number;
  readonly earlyWarning: number;
  readonly partitions?: number;
  readonly writeOnce?: boolean;
}

export type Over = 'blocks' | 'filemarks' | 'sequential filemarks' | 'setmarks' | 'sequential setmarks';

const nothing: Buffer = Buffer.alloc(0);
const good = (data: Buffer = nothing): Seen => ({ status: 'good', data });
const check = (
  key: number,
  code: string,
  information: number | undefined,
  flags: Partial<Pick<Seen, 'filemark' | 'endOfMedium' | 'incorrectLength'>> = {},
  data: Buffer = nothing,
): Seen => ({ status: 'check', key, code, filemark: false, endOfMedium: false, incorrectLength: false, ...flags, information, data });

const refused = (): Seen => check(5, '24/00', undefined);
const isMark = (object: PlainObject): object is 'filemark' | 'setmark' => object === 'filemark' || object === 'setmark';
const markFound = (mark: 'filemark' | 'setmark', missing: number, data?: Buffer): Seen =>
  check(0, mark === 'filemark' ? '00/01' : '00/03', missing, { filemark: true }, data);

export class PlainTape {
  readonly partitions: PlainObject[][];
  partition = 0;
  position = 0;
  blockLength = 0;
  buffered = true;
  reportSetmarks = false;
  reportEarlyWarning = false;
  #addressMode: 'as-used' | 'implicit' | 'explicit' = 'as-used';
  #inSequence = false;
  readonly #capacity: number;
  readonly #earlyWarning: number;
  readonly #writeOnce: boolean;

  constructor({ capacity, earlyWarning, partitions = 1, writeOnce = false }: PlainTapeOptions) {
    this.#capacity = capacity;
    this.#earlyWarning = earlyWarning;
    this.#writeOnce = writeOnce;
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  get objects(): PlainObject[] {
    return this.partitions[this.partition]!;
  }

  get used(): number {
    return this.objects.slice(0, this.position).reduce((sum, object) => sum + (isMark(object) ? 4 : object.length), 0);
  }

  get pastEarlyWarning(): boolean {
    return this.used >= this.#capacity - this.#earlyWarning;
  }

  get filemarksBefore(): number {
    return this.objects.slice(0, this.position).filter((object) => object === 'filemark').length;
  }

  get setmarksBefore(): number {
    return this.objects.slice(0, this.position).filter((object) => object === 'setmark').length;
  }

  // Where a command has its effect.

  /** A command that is refused for this or for another reason has not chosen the mode. */
  #enter(mode: 'implicit' | 'explicit', refusal?: Seen): Seen | undefined {
    if (this.#addressMode !== 'as-used' && this.#addressMode !== mode)
      return check(5, this.#addressMode === 'implicit' ? '20/07' : '20/06', undefined);
    if (refusal === undefined) this.#addressMode = mode;
    return refusal;
  }

  #moveTo(position: number, partition = this.partition): void {
    if (position === 0) this.#addressMode = 'as-used';
    if (position === this.position && partition === this.partition) return;
    this.partition = partition;
    this.position = position;
    this.#inSequence = false;
  }

  #reach({ partition, object }: Place): Seen | undefined {
    const refusal = this.#enter('explicit');
    if (refusal !== undefined) return refusal;
    if (partition >= this.partitions.length) return refused();
    if (partition === this.partition && object === this.position) return undefined;
    const end = this.partitions[partition]!.length;
    this.#moveTo(Math.min(object, end), partition);
    this.#addressMode = 'explicit';
    return object > end ? this.#blank(undefined) : undefined;
  }

  #continue(place: Sequence): Seen | undefined {
    const refusal = this.#enter('explicit');
    if (refusal !== undefined) return refusal;
    if (place.first) {
      const unreached = this.#reach(place);
      if (unreached !== undefined) return unreached;
    } else if (!this.#inSequence) return check(5, '2c/00', undefined);
    else if (place.partition !== this.partition || place.object !== this.position) return check(5, '3b/00', undefined);
    this.#inSequence = !place.last;
    return undefined;
  }

  #go(place?: Place): Seen | undefined {
    return place === undefined ? this.#enter('implicit') : this.#reach(place);
  }

  // What writes.

  /** How the command ends that cannot write, or has nothing to write. */
  #mayWrite(amount: number, place?: Sequence): Seen | undefined {
    const refusal =
      place === undefined ? this.#enter('implicit', this.#overwrites(amount)) : (this.#continue(place) ?? this.#overwrites(amount));
    return refusal ?? (amount === 0 ? good() : undefined);
  }

  /** What may not be written over is refused. */
  #overwrites(amount: number): Seen | undefined {
    if (amount === 0 || !this.#writeOnce || this.position === this.objects.length) return undefined;
    const onlyFilemarks = this.objects.slice(this.position).every((object) => object === 'filemark');
    const behindFilemark = this.position === 0 || this.objects[this.position - 1] === 'filemark';
    return onlyFilemarks && behindFilemark ? undefined : check(7, '30/0c', undefined);
  }

  write(block: Buffer, place?: Sequence): Seen {
    return this.#mayWrite(block.length, place) ?? this.#append([block], block.length);
  }

  writeFixed(blocks: readonly Buffer[], place?: Sequence): Seen {
    if (this.blockLength === 0) return refused();
    return this.#mayWrite(blocks.length, place) ?? this.#append(blocks, 1);
  }

  writeMarks(mark: 'filemark' | 'setmark', count: number, immediate: boolean, place?: Sequence): Seen {
    if (immediate && !this.buffered) return refused();
    return this.#mayWrite(count, place) ?? this.#append(new Array<PlainObject>(count).fill(mark), 1);
  }

  #append(objects: readonly PlainObject[], unit: number): Seen {
    let written = 0;
    for (const object of objects) {
      const size = isMark(object) ? 4 : object.length;
      if (this.used + size > this.#capacity) return check(0xd, '00/02', (objects.length - written) * unit, { endOfMedium: true });
      this.objects.splice(this.position, Number.POSITIVE_INFINITY, object);
      this.position++;
      written++;
    }
    return written > 0 && this.pastEarlyWarning ? check(0, '00/02', 0, { endOfMedium: true }) : good();
  }

  erase(place?: Sequence): Seen {
    const refusal = this.#mayWrite(1, place);
    if (refusal !== undefined) return refusal;
    this.objects.length = this.position;
    return good();
  }

  // What reads.

  #blank(missing: number | undefined, data: Buffer = nothing): Seen {
    return check(8, '00/05', missing, { endOfMedium: this.pastEarlyWarning }, data);
  }

  read(length: number, sili: boolean, place?: Place): Seen {
    const refusal = this.#go(place);
    if (refusal !== undefined) return refusal;
    if (length === 0) return good();
    for (;;) {
      const object = this.objects[this.position];
      if (object === undefined) return this.#blank(length);
      this.#moveTo(this.position + 1);
      if (object === 'setmark' && !this.reportSetmarks) continue;
      return this.#read(object, length, sili) ?? this.#endOfReading(object, length);
    }
  }

  /** Towards the beginning; `turned`: the bytes too. */
  readReverse(length: number, sili: boolean, turned: boolean, place?: Place): Seen {
    const refusal = this.#go(place);
    if (refusal !== undefined) return refusal;
    if (length === 0) return good();
    for (;;) {
      const object = this.objects[this.position - 1];
      if (object === undefined) return check(0, '00/04', length, { endOfMedium: true });
      this.#moveTo(this.position - 1);
      if (object === 'setmark' && !this.reportSetmarks) continue;
      const seen = isMark(object) || !turned ? object : Buffer.from(object).reverse();
      return this.#read(seen, length, sili) ?? good((seen as Buffer).subarray(0, length));
    }
  }

  /** What makes a READ of one block end with a report. */
  #read(object: PlainObject, length: number, sili: boolean): Seen | undefined {
    if (isMark(object)) return markFound(object, length);
    if (object.length === length || (sili && (object.length < length || this.blockLength === 0))) return undefined;
    return check(0, '00/00', length - object.length, { incorrectLength: true }, object.subarray(0, length));
  }

  #endOfReading(object: PlainObject, length: number): Seen {
    const data = (object as Buffer).subarray(0, length);
    return this.reportEarlyWarning && this.pastEarlyWarning ? check(0, '00/02', 0, { endOfMedium: true }, data) : good(data);
  }

  readFixed(count: number, place?: Place): Seen {
    if (this.blockLength === 0) return refused();
    const refusal = this.#go(place);
    if (refusal !== undefined) return refusal;
    const found: Buffer[] = [];
    while (found.length < count) {
      const missing = count - found.length;
      const object = this.objects[this.position];
      if (object === undefined) return this.#blank(missing, Buffer.concat(found));
      this.#moveTo(this.position + 1);
      if (object === 'setmark' && !this.reportSetmarks) continue;
      if (isMark(object)) return markFound(object, missing, Buffer.concat(found));
      if (object.length !== this.blockLength) return check(0, '00/00', missing, { incorrectLength: true }, Buffer.concat(found));
      found.push(object);
      if (this.reportEarlyWarning && this.pastEarlyWarning)
        return check(0, '00/02', missing - 1, { endOfMedium: true }, Buffer.concat(found));
    }
    return good(Buffer.concat(found));
  }

  readReverseFixed(count: number, place?: Place): Seen {
    if (this.blockLength === 0) return refused();
    const refusal = this.#go(place);
    if (refusal !== undefined) return refusal;
    const found: Buffer[] = [];
    while (found.length < count) {
      const missing = count - found.length;
      const object = this.objects[this.position - 1];
      if (object === undefined) return check(0, '00/04', missing, { endOfMedium: true }, Buffer.concat(found));
      this.#moveTo(this.position - 1);
      if (object === 'setmark' && !this.reportSetmarks) continue;
      if (isMark(object)) return markFound(object, missing, Buffer.concat(found));
      if (object.length !== this.blockLength) return check(0, '00/00', missing, { incorrectLength: true }, Buffer.concat(found));
      found.push(object);
    }
    return good(Buffer.concat(found));
  }

  /** Over everything up to end of data. */
  verifyToEndOfData(): Seen {
    const refusal = this.#enter('implicit');
    if (refusal !== undefined) return refusal;
    if (this.reportEarlyWarning) throw new Error('not said here');
    this.position = this.objects.length;
    return good();
  }

  // What moves.

  /** One object at a time, in the direction of the count. */
  space(over: Over, count: number, short: boolean): Seen {
    const refusal = short ? this.#enter('implicit') : undefined;
    if (refusal !== undefined) return refusal;
    const forward = count > 0;
    const wanted = over.endsWith('setmarks') ? 'setmark' : 'filemark';
    let left = Math.abs(count);
    let side = 0;
    if (left === 0) this.#moveTo(this.position);
    while (left > 0) {
      const at = forward ? this.position : this.position - 1;
      const missing = over.startsWith('sequential') ? Math.abs(count) : left;
      if (at < 0) {
        this.#moveTo(0);
        return check(0, '00/04', missing, { endOfMedium: true });
      }
      const object = this.objects[at];
      if (object === undefined) {
        this.#moveTo(at);
        return this.#blank(missing);
      }
      this.#moveTo(this.position + (forward ? 1 : -1));
      const unseen = object === 'setmark' && !this.reportSetmarks;
      if (object === 'setmark' && wanted !== 'setmark' && !unseen) return markFound('setmark', missing);
      if (over === 'blocks') {
        if (object === 'filemark') return markFound('filemark', left);
        if (!unseen) left--;
      } else if (!over.startsWith('sequential')) {
        if (object === wanted) left--;
      } else {
        side = object === wanted ? side + 1 : 0;
        if (side === Math.abs(count)) left = 0;
      }
    }
    return good();
  }

  toEndOfData(short: boolean): Seen {
    const refusal = short ? this.#enter('implicit') : undefined;
    if (refusal !== undefined) return refusal;
    this.#moveTo(this.objects.length);
    return good();
  }

  locate(position: number, partition = this.partition): Seen {
    const refusal = this.#enter('implicit');
    if (refusal !== undefined) return refusal;
    const end = this.partitions[partition]!.length;
    this.#moveTo(Math.min(position, end), partition);
    return position > end ? this.#blank(undefined) : good();
  }

  /** To the beginning of the file or set that has so many such marks before it. */
  locateBehind(mark: 'filemark' | 'setmark', count: number): Seen {
    const refusal = this.#enter('implicit');
    if (refusal !== undefined) return refusal;
    let position = 0;
    for (let left = count; left > 0; position++) {
      const object = this.objects[position];
      if (object === undefined) {
        this.#moveTo(position);
        return this.#blank(undefined);
      }
      if (object === mark) left--;
    }
    this.#moveTo(position);
    return good();
  }

  rewind(): Seen {
    this.#moveTo(0);
    return good();
  }

  modeSelect(blockLength: number, buffered: boolean): Seen {
    this.blockLength = blockLength;
    this.buffered = buffered;
    return good();
  }

  report(what: { setmarks: boolean; earlyWarning: boolean }): Seen {
    this.reportSetmarks = what.setmarks;
    this.reportEarlyWarning = what.earlyWarning;
    return good();
  }

  /** Another drive has the tape, and the host has gone to where it was and set what it had set. */
  elsewhere(): void {
    this.#addressMode = this.position === 0 ? 'as-used' : 'implicit';
    this.#inSequence = false;
  }
}
