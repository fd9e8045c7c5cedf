/**
 * Tapes for the reader that are written byte by byte, by nothing that the writer uses: blocks and streams at the offsets of MTF 1.00a, put down here once
 * more. A tape is a list of physical blocks and filemarks; whoever tests spoils it as he likes.
 */
import { type TapeReader, UnreadableBlock } from '../../../src/mtf/tape.ts';

export type Recorded = Uint8Array | 'filemark' | { readonly unreadable: number };

export const FLB = 512;

/** A reader of what is recorded, from its beginning. */
export function tapeOf(recorded: readonly Recorded[]): TapeReader {
  let at = 0;
  return {
    read: async () => {
      const next = recorded[at++];
      if (next === undefined) return 'end';
      if (typeof next === 'object' && 'unreadable' in next) throw new UnreadableBlock('a bad spot', next.unreadable);
      return next;
    },
  };
}

/** Fields of a block: offset, bytes, value. */
type FieldAt = readonly [offset: number, bytes: 1 | 2 | 4 | 8, value: number];

const put = (target: Buffer, [offset, bytes, value]: FieldAt): void => {
  if (bytes === 8) target.writeBigUInt64LE(BigInt(value), offset);
  else target.writeUIntLE(value, offset, bytes);
};

const checksumInto = (target: Buffer, at: number): void => {
  let sum = 0;
  for (let word = 0; word < at; word += 2) sum ^= target.readUInt16LE(word);
  target.writeUInt16LE(sum, at);
};

export interface BlockOptions {
  readonly attributes?: number;
  readonly address?: number;
  readonly size?: number;
  readonly fields?: readonly FieldAt[];
  /** Strings by the offset of their tape address; ANSI. */
  readonly texts?: readonly (readonly [offset: number, text: string])[];
  readonly flb?: number;
  readonly firstEvent?: number;
}

/** A descriptor block up to its first stream. */
export function block(
  type: string,
  { attributes = 0, address = 0, size = 0, fields = [], texts = [], firstEvent }: BlockOptions = {},
): Buffer {
  const strings: Buffer[] = [];
  let end = 100;
  const addresses: FieldAt[] = [];
  for (const [offset, text] of texts) {
    const bytes = Buffer.from(text, 'latin1');
    addresses.push([offset, 2, bytes.length], [offset + 2, 2, end]);
    strings.push(bytes);
    end += bytes.length;
  }
  const whole = Buffer.alloc(Math.ceil(end / 4) * 4);
  whole.write(type, 0, 'latin1');
  whole.set(Buffer.concat(strings), 100);
  put(whole, [4, 4, attributes]);
  put(whole, [8, 2, firstEvent ?? whole.length]);
  put(whole, [12, 8, size]);
  put(whole, [20, 8, address]);
  put(whole, [48, 1, texts.length > 0 ? 1 : 0]);
  for (const field of [...fields, ...addresses]) put(whole, field);
  checksumInto(whole, 50);
  return whole;
}

export interface StreamOptions {
  readonly length?: number;
  readonly fileSystem?: number;
  readonly media?: number;
}

/** A stream's header and data, without what aligns the next one. */
export function stream(id: string, data: Uint8Array, { length = data.length, fileSystem = 0, media = 0 }: StreamOptions = {}): Buffer {
  const header = Buffer.alloc(22);
  header.write(id, 0, 'latin1');
  put(header, [4, 2, fileSystem]);
  put(header, [6, 2, media]);
  put(header, [8, 8, length]);
  checksumInto(header, 20);
  return Buffer.concat([header, data]);
}

const aligned = (bytes: Buffer, to: number): Buffer => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

/** A block and its streams, with padding to the next format logical block. */
export function object(start: Buffer, streams: readonly Buffer[] = [], flb = FLB): Buffer {
  const whole = Buffer.concat([start, ...streams.map((each) => aligned(each, 4))]);
  const missing = (flb - ((whole.length + 22) % flb)) % flb;
  return Buffer.concat([whole, stream('SPAD', Buffer.alloc(missing))]);
}

/** Physical blocks of this length; the last one filled with zeros, as padding goes on to its end. */
export const physical = (bytes: Uint8Array, length = 2048): Buffer[] => {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    const one = Buffer.alloc(length);
    one.set(bytes.subarray(at, at + length));
    blocks.push(one);
  }
  return blocks;
};

const DATE = [0x1f, 0x54, 0xca, 0x58, 0x5e] as const;
/** 2005-03-05 05:33:30, packed by hand: 011111010101 | 0011 | 00101 | 00101 | 100001 | 011110, the year in 14 bits. */
export const dateAt = (offset: number): FieldAt[] => DATE.map((byte, index) => [offset + index, 1, byte] as const);
export const DATED = new Date('2005-03-05T05:33:30Z');

export const tapeBlock = (
  options: { sequence?: number; family?: number; flb?: number; attributes?: number; tape?: number; label?: string } = {},
) =>
  block('TAPE', {
    attributes: options.attributes ?? 0,
    fields: [
      [52, 4, options.family ?? 0xcafe],
      [56, 4, options.tape ?? 2],
      [60, 2, options.sequence ?? 1],
      [64, 2, 4],
      [84, 2, options.flb ?? FLB],
      [86, 2, 0x0cbe],
      ...dateAt(88),
      [93, 1, 1],
    ],
    texts: [
      [68, 'Media created by hand'],
      [72, options.label ?? 'MTF Media Label|1.0|Nobody'],
      [80, 'By hand'],
    ],
  });

export const setBlock = (number = 1, options: BlockOptions & { compression?: number } = {}) =>
  block('SSET', {
    ...options,
    fields: [[52, 4, 4], [62, 2, number], ...dateAt(88), [95, 1, 0], ...(options.fields ?? [])],
    texts: [
      [64, `Set ${number}`],
      [76, 'LAB\\operator'],
    ],
  });

export const volumeBlock = (options: BlockOptions = {}) =>
  block('VOLB', {
    ...options,
    fields: [[52, 4, 4]],
    texts: [
      [56, 'C:'],
      [64, 'SERVER'],
    ],
  });

export const directoryBlock = (id: number, path: string, options: BlockOptions = {}) =>
  block('DIRB', {
    ...options,
    fields: [[52, 4, 0], ...dateAt(56), ...dateAt(61), ...dateAt(71), [76, 4, id], ...(options.fields ?? [])],
    texts: options.texts ?? [[80, path]],
  });

export const fileBlock = (id: number, name: string, options: BlockOptions & { directory?: number } = {}) =>
  block('FILE', {
    ...options,
    fields: [
      [52, 4, 1 << 11],
      ...dateAt(56),
      ...dateAt(61),
      ...dateAt(71),
      [76, 4, options.directory ?? 1],
      [80, 4, id],
      ...(options.fields ?? []),
    ],
    texts: options.texts ?? [[84, name]],
  });

export const endBlock = (number = 1, options: BlockOptions = {}) =>
  block('ESET', { ...options, fields: [[52, 4, 4], [78, 2, number], ...(options.fields ?? [])] });

export const markerBlock = () => block('EOTM', { fields: [[52, 8, 0]], attributes: 1 << 16 });

/** Objects one after the other, each told the format logical address at which it comes to stand. */
export function laidOut(objects: readonly ((address: number) => Buffer)[], first = 0, flb = FLB): Buffer {
  let whole = Buffer.alloc(0);
  for (const make of objects) whole = Buffer.concat([whole, make(first + whole.length / flb)]);
  return whole;
}

/** A tape with one set of these files in one folder. */
export function simpleTape(files: Readonly<Record<string, string>>, length = 2048): Recorded[] {
  const data = laidOut([
    (address) => object(setBlock(1, { address })),
    (address) => object(volumeBlock({ address })),
    (address) => object(directoryBlock(1, 'docs\0', { address })),
    ...Object.entries(files).map(([name, content], index) => (address: number) => {
      const bytes = Buffer.from(content);
      return object(fileBlock(index + 1, name, { address, size: bytes.length }), [stream('STAN', bytes)]);
    }),
  ]);
  return [
    ...physical(object(tapeBlock()), length),
    'filemark',
    ...physical(data, length),
    'filemark',
    ...physical(object(endBlock()), length),
    'filemark',
  ];
}
