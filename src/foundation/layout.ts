/**
 * Field layouts as the standards print them: which bits of which byte bear which name. One declaration gives the decoder (built with
 * binary-parser), the encoder, the usage mask that REPORT SUPPORTED OPERATION CODES returns, the check for reserved bits, and the words a
 * trace shows.
 *
 *     const read6 = layout(6, { sili: flag(1, 1), fixed: flag(1, 0), transferLength: uint(2, 3), control: uint(5) });
 *     read6.decode(cdb).transferLength
 *
 * Bytes count from 0, bits from 7 (most significant) to 0, numbers are big-endian: as in SPC, SSC, SMC and RFC 7143.
 */
import { Parser } from 'binary-parser';
import { uint64At } from './big-endian.ts';
import { invariant } from './invariant.ts';

type Kind = 'uint' | 'int' | 'uint64' | 'flag' | 'text' | 'bytes';

/** One named field; `V` is the type of its value. */
export interface Field<V> {
  readonly kind: Kind;
  readonly byte: number;
  /** Most significant bit within `byte`; 7 for a field of whole bytes. */
  readonly bit: number;
  readonly widthBits: number;
  /** The value an encoder writes when none is given. */
  readonly absent: V;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of fields of any value type
export type Fields = Record<string, Field<any>>;
export type Values<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer V> ? V : never };

/** Where a bit stands: what the FIELD POINTER of sense-key-specific data says (SPC-5 §4.4.2.4.2). */
export interface BitPosition {
  readonly byte: number;
  readonly bit: number;
}

/** One bit. */
export const flag = (byte: number, bit: number): Field<boolean> => ({ kind: 'flag', byte, bit, widthBits: 1, absent: false });
/** `widthBits` bits of one byte, from `msb` down. */
export const bits = (byte: number, msb: number, widthBits: number): Field<number> => {
  invariant(widthBits >= 1 && widthBits <= msb + 1 && msb <= 7, `a field of ${widthBits} bits from bit ${msb} stays in its byte`);
  return { kind: 'uint', byte, bit: msb, widthBits, absent: 0 };
};
/** An unsigned number of 1 to 6 whole bytes. */
export const uint = (byte: number, bytes = 1): Field<number> => ({ kind: 'uint', byte, bit: 7, widthBits: bytes * 8, absent: 0 });
/** A signed number (two's complement) of 1 to 4 whole bytes. */
export const int = (byte: number, bytes = 1): Field<number> => ({ kind: 'int', byte, bit: 7, widthBits: bytes * 8, absent: 0 });
/** An unsigned number of 8 bytes. */
export const uint64 = (byte: number): Field<bigint> => ({ kind: 'uint64', byte, bit: 7, widthBits: 64, absent: 0n });
/** ASCII, left-aligned and padded with spaces; decoded with its padding. */
export const text = (byte: number, bytes: number): Field<string> => ({ kind: 'text', byte, bit: 7, widthBits: bytes * 8, absent: '' });
/** Bytes as they are; an encoder pads a shorter value with zeros. */
export const bytes = (byte: number, length: number): Field<Uint8Array> => ({
  kind: 'bytes',
  byte,
  bit: 7,
  widthBits: length * 8,
  absent: new Uint8Array(length),
});

/** Declares a layout of `length` bytes. @throws InvariantError when two fields overlap or one leaves the layout. */
export function layout<F extends Fields>(length: number, fields: F): Layout<F> {
  return new Layout(length, fields);
}

export class Layout<F extends Fields> {
  /** Bytes. */
  readonly length: number;
  readonly fields: F;
  /** A one for each bit that belongs to a field. */
  readonly usageMask: Uint8Array;
  readonly #parser: ByteParser;
  /** What is parsed: the parser looks at bytes through a buffer, which a short array does not have until it is asked for, and that is dear. */
  readonly #parsed: Uint8Array;
  readonly #names: readonly (keyof F & string)[];
  /** Of each field in the order of the names; undefined: some field is none of the kinds that CDBs are made of. */
  readonly #readers: readonly Reader[] | undefined;

  constructor(length: number, fields: F) {
    this.length = length;
    this.fields = fields;
    this.#names = Object.keys(fields).sort((a, b) => firstBit(fields[a]!) - firstBit(fields[b]!));
    this.usageMask = new Uint8Array(length);
    let free = 0;
    for (const name of this.#names) {
      const field = fields[name]!;
      const first = firstBit(field);
      invariant(first >= free && first + field.widthBits <= length * 8, `${name} overlaps another field or leaves the layout`);
      free = first + field.widthBits;
      for (let bit = first; bit < free; bit++) this.usageMask[bit >> 3]! |= 0x80 >> (bit & 7);
    }
    const readers = this.#names.map((name) => readerOf(fields[name]!));
    this.#readers = readers.every((reader) => reader !== undefined) ? readers : undefined;
    this.#parser = parserOf(length, this.#names, fields);
    this.#parsed = new Uint8Array(new ArrayBuffer(length));
  }

  /** The values in the first `length` of `source`. @throws RangeError when there are fewer. */
  decode(source: Uint8Array): Values<F> {
    if (this.#readers === undefined) return this.parse(source);
    this.#refuseShort(source);
    const values: Record<string, unknown> = {};
    for (let n = 0; n < this.#names.length; n++) values[this.#names[n]!] = this.#readers[n]!(source);
    return values as Values<F>;
  }

  /** The same by binary-parser, whatever the fields are: slower by some microseconds, which for a command's fields are too many. */
  parse(source: Uint8Array): Values<F> {
    this.#refuseShort(source);
    for (let byte = 0; byte < this.length; byte++) this.#parsed[byte] = source[byte]!;
    const raw = this.#parser.parse(this.#parsed);
    const values: Record<string, unknown> = {};
    for (const name of this.#names) values[name] = fromParser(this.fields[name]!, name, raw);
    return values as Values<F>;
  }

  /** binary-parser would silently shorten text and bytes at the end of its input. */
  #refuseShort({ length }: Uint8Array): void {
    if (length < this.length) throw new RangeError(`${length} bytes where a layout of ${this.length} was expected`);
  }

  /** `length` bytes; a field without a value is zeros (text: spaces). @throws RangeError when a value does not fit its field. */
  encode(values: Partial<Values<F>>): Uint8Array {
    const target = new Uint8Array(this.length);
    for (const name of this.#names) {
      const field = this.fields[name]!;
      write(target, field, name, values[name] ?? field.absent);
    }
    return target;
  }

  /** The first bit set outside every field, from byte `from` on, or undefined. */
  reservedBitSet(source: Uint8Array, from = 0): BitPosition | undefined {
    for (let byte = from; byte < Math.min(this.length, source.length); byte++) {
      const stray = source[byte]! & ~this.usageMask[byte]!;
      if (stray !== 0) return { byte, bit: 31 - Math.clz32(stray) };
    }
    return undefined;
  }

  /** Where a field begins: its most significant bit. */
  position(name: keyof F & string): BitPosition {
    const { byte, bit } = this.fields[name]!;
    return { byte, bit };
  }

  /** `sili fixed transferLength=128`: flags that are set and numbers that are not zero, in the layout's order. */
  describe(values: Partial<Values<F>>): string {
    const words: string[] = [];
    for (const name of this.#names) {
      const value: unknown = values[name];
      if (value === true) words.push(name);
      else if (typeof value === 'string') words.push(`${name}="${value.trimEnd()}"`);
      else if (value instanceof Uint8Array) words.push(`${name}=${Buffer.from(value).toString('hex')}`);
      else if (value !== undefined && value !== false && value !== 0 && value !== 0n) words.push(`${name}=${value}`);
    }
    return words.join(' ');
  }
}

const firstBit = (field: Field<unknown>): number => field.byte * 8 + (7 - field.bit);

type Reader = (bytes: Uint8Array) => unknown;

function readerOf({ kind, byte, bit, widthBits }: Field<unknown>): Reader | undefined {
  if (kind === 'flag') return (bytes) => (bytes[byte]! & (1 << bit)) !== 0;
  if (kind === 'uint64') return (bytes) => uint64At(bytes, byte);
  if (kind !== 'uint') return undefined;
  if (widthBits < 8) return (bytes) => (bytes[byte]! >> (bit - widthBits + 1)) & (2 ** widthBits - 1);
  const end = byte + widthBits / 8;
  return (bytes) => {
    let value = 0;
    for (let at = byte; at < end; at++) value = value * 256 + bytes[at]!;
    return value;
  };
}

/** 5 and 6 byte numbers are parsed as a high and a low part: binary-parser's bit fields end at 32. */
const HIGH = '$high';

interface ByteParser {
  parse(bytes: Uint8Array): Record<string, unknown>;
}

/** By what they take apart: the pages of a product are compiled once, however many of it there are. */
const parsers = new Map<string, ByteParser>();

function parserOf(length: number, names: readonly string[], fields: Fields): ByteParser {
  const parts = names.map((name) => [name, fields[name]!.kind, firstBit(fields[name]!), fields[name]!.widthBits].join(' '));
  const shape = [length, ...parts].join(', ');
  const parser = parsers.get(shape) ?? buildParser(length, names, fields);
  parsers.set(shape, parser);
  return parser;
}

function buildParser(length: number, names: readonly string[], fields: Fields): ByteParser {
  const parser = new Parser().endianness('big') as unknown as Record<string, (name: string, options?: object) => unknown> & Parser;
  let at = 0;
  const reserve = (until: number): void => {
    while (at < until) {
      const width = Math.min(8 - (at % 8), until - at);
      parser[`bit${width}`]!(`$reserved${at}`);
      at += width;
    }
  };
  for (const name of names) {
    const field = fields[name]!;
    reserve(firstBit(field));
    at += field.widthBits;
    if (field.kind === 'text' || field.kind === 'bytes') parser.buffer(name, { length: field.widthBits / 8, clone: true });
    else if (field.widthBits === 64) parser.uint64(name);
    else if (field.widthBits > 32) {
      parser[`bit${field.widthBits - 32}`]!(name + HIGH);
      parser.uint32(name);
    } else parser[`bit${field.widthBits}`]!(name);
  }
  reserve(length * 8);
  return parser;
}

function fromParser(field: Field<unknown>, name: string, raw: Record<string, unknown>): unknown {
  const value = raw[name];
  switch (field.kind) {
    case 'flag':
      return value === 1;
    case 'text':
      return Buffer.from(value as Uint8Array).toString('latin1');
    case 'int': {
      const span = 2 ** field.widthBits;
      return (value as number) >= span / 2 ? (value as number) - span : value;
    }
    case 'uint':
      return field.widthBits > 32 ? (raw[name + HIGH] as number) * 2 ** 32 + (value as number) : value;
    default:
      return value;
  }
}

function write(target: Uint8Array, field: Field<unknown>, name: string, value: unknown): void {
  const refuse = (): never => {
    throw new RangeError(`${name} is ${field.widthBits} bits wide and cannot hold ${String(value)}`);
  };
  const width = field.widthBits / 8;
  if (field.kind === 'text' || field.kind === 'bytes') {
    const source = field.kind === 'text' ? Buffer.from((value as string).padEnd(width, ' '), 'latin1') : (value as Uint8Array);
    if (source.length > width) refuse();
    target.set(source, field.byte);
    return;
  }
  let number = field.kind === 'flag' ? BigInt(value === true) : BigInt(value as number | bigint);
  const span = 1n << BigInt(field.widthBits);
  if (field.kind === 'int' && number < 0n && number >= -span / 2n) number += span;
  else if (number < 0n || number >= (field.kind === 'int' ? span / 2n : span)) refuse();
  if (field.widthBits < 8) {
    target[field.byte]! |= Number(number) << (field.bit - field.widthBits + 1);
    return;
  }
  for (let byte = field.byte + width - 1; byte >= field.byte; byte--) {
    target[byte] = Number(number & 0xffn);
    number >>= 8n;
  }
}
