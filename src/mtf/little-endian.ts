/**
 * Field layouts of Microsoft Tape Format (MTF 1.00a, "supporting structures"): every number is little-endian, a date is five packed bytes, and what has no
 * fixed length is pointed to by a tape address: its size, then its offset from the beginning of the structure. One declaration serves the encoder and the
 * decoder. Whoever encodes knows that the values fit.
 */
import { invariant } from '../foundation/invariant.ts';

/** MTF_TAPE_ADDRESS: where something without a fixed length stands in its structure. Size 0: there is none. */
export interface TapeAddress {
  readonly size: number;
  readonly offset: number;
}

/** A field at its offset; `absent` stands there when nothing is given. */
export interface Field<V> {
  readonly at: number;
  readonly bytes: number;
  readonly absent: V;
  readonly read: (view: DataView, at: number) => V;
  readonly write: (view: DataView, at: number, value: V) => void;
}

export const uint8 = (at: number): Field<number> => ({
  at,
  bytes: 1,
  absent: 0,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
});

export const int8 = (at: number): Field<number> => ({
  at,
  bytes: 1,
  absent: 0,
  read: (view, at) => view.getInt8(at),
  write: (view, at, value) => view.setInt8(at, value),
});

export const uint16 = (at: number): Field<number> => ({
  at,
  bytes: 2,
  absent: 0,
  read: (view, at) => view.getUint16(at, true),
  write: (view, at, value) => view.setUint16(at, value, true),
});

export const uint32 = (at: number): Field<number> => ({
  at,
  bytes: 4,
  absent: 0,
  read: (view, at) => view.getUint32(at, true),
  write: (view, at, value) => view.setUint32(at, value, true),
});

export const uint64 = (at: number): Field<bigint> => ({
  at,
  bytes: 8,
  absent: 0n,
  read: (view, at) => view.getBigUint64(at, true),
  write: (view, at, value) => view.setBigUint64(at, value, true),
});

/** Four letters: what a block, a stream or a catalog's entry is. Whatever else stands there is decoded byte by byte. */
export const identifier = (at: number): Field<string> => ({
  at,
  bytes: 4,
  absent: '\0\0\0\0',
  read: (view, at) => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3)),
  write: (view, at, value) => {
    for (let byte = 0; byte < 4; byte++) view.setUint8(at + byte, value.charCodeAt(byte));
  },
});

export const tapeAddress = (at: number): Field<TapeAddress> => ({
  at,
  bytes: 4,
  absent: { size: 0, offset: 0 },
  read: (view, at) => ({ size: view.getUint16(at, true), offset: view.getUint16(at + 2, true) }),
  write: (view, at, value) => {
    view.setUint16(at, value.size, true);
    view.setUint16(at + 2, value.offset, true);
  },
});

/**
 * MTF_DATE_TIME, to the second, as the clock on the wall showed it: what it means in UTC is the set's time zone's to say (`zoned`). Years are 0 to 16383.
 *
 *   byte 0   byte 1   byte 2   byte 3   byte 4
 *   yyyyyyyy yyyyyyMM MMdddddh hhhhmmmm mmssssss
 *
 * Five zeros: unknown, and so is what is no date, or one of another year.
 */
export const dateTime = (at: number): Field<Date | undefined> => ({
  at,
  bytes: 5,
  absent: undefined,
  read: (view, at) => {
    const packed = view.getUint8(at) * 2 ** 32 + view.getUint32(at + 1, false);
    const bits = (from: number, width: number): number => Math.floor(packed / 2 ** from) % 2 ** width;
    const [year, month, day, hour, minute, second] = [bits(26, 14), bits(22, 4), bits(17, 5), bits(12, 5), bits(6, 6), bits(0, 6)];
    if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    return date;
  },
  write: (view, at, date) => {
    const year = date?.getUTCFullYear() ?? Number.NaN;
    if (date === undefined || !(year >= 0 && year < 2 ** 14)) return;
    const packed =
      year * 2 ** 26 +
      (date.getUTCMonth() + 1) * 2 ** 22 +
      date.getUTCDate() * 2 ** 17 +
      date.getUTCHours() * 2 ** 12 +
      date.getUTCMinutes() * 2 ** 6 +
      date.getUTCSeconds();
    view.setUint8(at, Math.floor(packed / 2 ** 32));
    view.setUint32(at + 1, packed % 2 ** 32, false);
  },
});

/** Time zone of a set whose dates are of no known zone. */
export const LOCAL_TIME_ZONE = 127;

/** The moment that a date stands for in a time zone: quarters of an hour that its local time is ahead of UTC. Unknown ones are taken for UTC. */
export const zoned = (date: Date | undefined, timeZone: number): Date | undefined =>
  date === undefined || Math.abs(timeZone) > 48 ? date : new Date(date.getTime() - timeZone * 15 * 60_000);

/** What the clock on the wall shows in a time zone at a moment. */
export const wallTime = (date: Date, timeZone: number): Date => new Date(date.getTime() + timeZone * 15 * 60_000);

// biome-ignore lint/suspicious/noExplicitAny: a table of fields of any value type
export type Fields = Record<string, Field<any>>;
export type Values<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer V> ? V : never };

/** A structure of fixed length. */
export class LittleEndianLayout<F extends Fields> {
  readonly fields: F;
  /** Bytes, to the end of the last field. */
  readonly length: number;

  constructor(fields: F) {
    this.fields = fields;
    const inOrder = Object.entries(fields).sort(([, a], [, b]) => a.at - b.at);
    let free = 0;
    for (const [name, { at, bytes }] of inOrder) {
      invariant(at >= free, `${name} overlaps the field before it`);
      free = at + bytes;
    }
    this.length = free;
  }

  /** @throws RangeError when `source` is shorter than the layout */
  decode(source: Uint8Array): Values<F> {
    if (source.length < this.length) throw new RangeError(`${source.length} bytes where a structure of ${this.length} was expected`);
    const view = new DataView(source.buffer, source.byteOffset, source.length);
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(this.fields)) values[name] = field.read(view, field.at);
    return values as Values<F>;
  }

  /** Writes the fields at the beginning of `target`, which is zeros. */
  encodeInto(target: Uint8Array, values: Partial<Values<F>>): void {
    const view = new DataView(target.buffer, target.byteOffset, target.length);
    for (const [name, field] of Object.entries(this.fields)) field.write(view, field.at, values[name] ?? field.absent);
  }

  encode(values: Partial<Values<F>>): Uint8Array {
    const target = new Uint8Array(this.length);
    this.encodeInto(target, values);
    return target;
  }
}

/** XOR of 16-bit little-endian words: the checksum of headers. */
export function wordChecksum(bytes: Uint8Array, length: number): number {
  let sum = 0;
  for (let at = 0; at + 1 < length; at += 2) sum ^= bytes[at]! | (bytes[at + 1]! << 8);
  return sum;
}
