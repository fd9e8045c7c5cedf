/**
 * A tape as an array, and what SSC-5 says each command does to it, in the plainest words: loops, no index, no buffer, no volume. The drive is
 * held to it.
 */

export type PlainObject = Buffer | 'filemark';

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

export class PlainTape {
  objects: PlainObject[] = [];
  position = 0;
  blockLength = 0;
  buffered = true;
  readonly #capacity: number;
  readonly #earlyWarning: number;

  constructor(capacity: number, earlyWarning: number) {
    this.#capacity = capacity;
    this.#earlyWarning = earlyWarning;
  }

  get used(): number {
    return this.objects.slice(0, this.position).reduce((sum, object) => sum + (object === 'filemark' ? 4 : object.length), 0);
  }

  get pastEarlyWarning(): boolean {
    return this.used >= this.#capacity - this.#earlyWarning;
  }

  get filemarksBefore(): number {
    return this.objects.slice(0, this.position).filter((object) => object === 'filemark').length;
  }

  write(block: Buffer): Seen {
    return block.length === 0 ? good() : this.#append([block], block.length);
  }

  writeFixed(blocks: readonly Buffer[]): Seen {
    return this.blockLength === 0 ? refused() : this.#append(blocks, 1);
  }

  writeFilemarks(count: number, immediate: boolean): Seen {
    if (immediate && !this.buffered) return refused();
    return this.#append(new Array<PlainObject>(count).fill('filemark'), 1);
  }

  #append(objects: readonly PlainObject[], unit: number): Seen {
    let written = 0;
    for (const object of objects) {
      const size = object === 'filemark' ? 4 : object.length;
      if (this.used + size > this.#capacity) return check(0xd, '00/02', (objects.length - written) * unit, { endOfMedium: true });
      this.objects.splice(this.position, Number.POSITIVE_INFINITY, object);
      this.position++;
      written++;
    }
    return written > 0 && this.pastEarlyWarning ? check(0, '00/02', 0, { endOfMedium: true }) : good();
  }

  #blank(missing: number | undefined, data: Buffer = nothing): Seen {
    return check(8, '00/05', missing, { endOfMedium: this.pastEarlyWarning }, data);
  }

  read(length: number, sili: boolean): Seen {
    if (length === 0) return good();
    const object = this.objects[this.position];
    if (object === undefined) return this.#blank(length);
    this.position++;
    if (object === 'filemark') return check(0, '00/01', length, { filemark: true });
    const data = object.subarray(0, length);
    if (object.length === length) return good(data);
    if (sili && (object.length < length || this.blockLength === 0)) return good(data);
    return check(0, '00/00', length - object.length, { incorrectLength: true }, data);
  }

  readFixed(count: number): Seen {
    if (this.blockLength === 0) return refused();
    const found: Buffer[] = [];
    while (found.length < count) {
      const missing = count - found.length;
      const object = this.objects[this.position];
      if (object === undefined) return this.#blank(missing, Buffer.concat(found));
      this.position++;
      if (object === 'filemark') return check(0, '00/01', missing, { filemark: true }, Buffer.concat(found));
      if (object.length !== this.blockLength) return check(0, '00/00', missing, { incorrectLength: true }, Buffer.concat(found));
      found.push(object);
    }
    return good(Buffer.concat(found));
  }

  /** One object at a time, in the direction of the count. */
  space(code: 'blocks' | 'filemarks' | 'sequential filemarks', count: number): Seen {
    const forward = count > 0;
    let left = Math.abs(count);
    let side = 0;
    while (left > 0) {
      const at = forward ? this.position : this.position - 1;
      const missing = code === 'sequential filemarks' ? Math.abs(count) : left;
      if (at < 0) return check(0, '00/04', missing, { endOfMedium: true });
      const object = this.objects[at];
      if (object === undefined) return this.#blank(missing);
      this.position += forward ? 1 : -1;
      if (code === 'blocks') {
        if (object === 'filemark') return check(0, '00/01', left, { filemark: true });
        left--;
      } else if (code === 'filemarks') {
        if (object === 'filemark') left--;
      } else {
        side = object === 'filemark' ? side + 1 : 0;
        if (side === Math.abs(count)) left = 0;
      }
    }
    return good();
  }

  toEndOfData(): Seen {
    this.position = this.objects.length;
    return good();
  }

  locate(position: number): Seen {
    this.position = Math.min(position, this.objects.length);
    return position > this.objects.length ? this.#blank(undefined) : good();
  }

  modeSelect(blockLength: number, buffered: boolean): Seen {
    this.blockLength = blockLength;
    this.buffered = buffered;
    return good();
  }

  rewind(): Seen {
    this.position = 0;
    return good();
  }

  erase(): Seen {
    this.objects.length = this.position;
    return good();
  }
}
