/**
 * An AWSTAPE and HET encoder and decoder for tests alone, written from the format's description and not from the program: one chunk after
 * the other, by hand. Blocks are strings, `|` is a tape mark.
 */
import { deflateSync, inflateSync } from 'node:zlib';

export interface Chunking {
  readonly chunkBytes?: number;
  readonly compress?: boolean;
}

export function encodeAws(objects: readonly string[], { chunkBytes = 65_535, compress = false }: Chunking = {}): Uint8Array {
  const out: Buffer[] = [];
  let before = 0;
  const chunk = (flags: number, data: Buffer): void => {
    const header = Buffer.alloc(6);
    header.writeUInt16LE(data.length, 0);
    header.writeUInt16LE(before, 2);
    header.writeUInt8(flags, 4);
    out.push(header, data);
    before = data.length;
  };
  for (const object of objects) {
    if (object === '|') {
      chunk(0x40, Buffer.alloc(0));
      continue;
    }
    const plain = Buffer.from(object, 'latin1');
    const packed = compress ? deflateSync(plain) : plain;
    const data = packed.length < plain.length ? packed : plain;
    const method = data === packed && compress ? 0x01 : 0;
    const count = Math.ceil(data.length / chunkBytes);
    for (let number = 0; number < count; number++)
      chunk(
        method | (number === 0 ? 0x80 : 0) | (number === count - 1 ? 0x20 : 0),
        data.subarray(number * chunkBytes, (number + 1) * chunkBytes),
      );
  }
  return new Uint8Array(Buffer.concat(out));
}

/** Every chunk is checked on the way. */
export function decodeAws(bytes: Uint8Array): {
  readonly objects: readonly string[];
  readonly compressed: number;
  readonly chunks: number;
} {
  const file = Buffer.from(bytes);
  const objects: string[] = [];
  let compressed = 0;
  let chunks = 0;
  let before = 0;
  let block: Buffer[] | undefined;
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt16LE(at);
    if (file.readUInt16LE(at + 2) !== before) throw new Error(`the length before ${at} is wrong`);
    const flags = file.readUInt8(at + 4);
    if (file.readUInt8(at + 5) !== 0) throw new Error('more flags');
    const data = file.subarray(at + 6, at + 6 + length);
    if (data.length !== length) throw new Error('cut off');
    if (flags === 0x40) {
      if (length !== 0 || block !== undefined) throw new Error('a wrong tape mark');
      objects.push('|');
    } else {
      chunks++;
      if (((flags & 0x80) !== 0) !== (block === undefined) || (flags & 0x5e) !== 0) throw new Error(`wrong flags at ${at}`);
      block = [...(block ?? []), data];
      if ((flags & 0x20) !== 0) {
        const whole = Buffer.concat(block);
        compressed += flags & 1;
        objects.push(((flags & 1) === 1 ? inflateSync(whole) : whole).toString('latin1'));
        block = undefined;
      }
    }
    before = length;
    at += 6 + length;
  }
  if (block !== undefined) throw new Error('the last block has no end');
  return { objects, compressed, chunks };
}
